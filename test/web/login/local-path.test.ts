import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toLocalPath } from '../../../src/web/login/local-path.ts';

test('keeps paths of this server with their query', () => {
  for (const path of ['/', '/admin?key=known_errors', '/view_traceback?error_id=a%2Fb&x=%22', '/mail/a.eml'])
    assert.equal(toLocalPath(path, '/fallback'), path);
  assert.equal(toLocalPath(null, '/fallback'), '/fallback');
  assert.equal(toLocalPath('/a#there', '/'), '/a');
});

test('never gives an address that a browser takes elsewhere', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    '@',
    ':',
    '?',
    '#',
    'http:',
    'evil.example',
    '\u3002',
    '\uff0f',
  );
  const address = fc.oneof(
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.webUrl(),
    fc.string(),
  );
  fc.assert(
    fc.property(address, (text) => {
      const path = toLocalPath(text, '/');
      assert.equal(new URL(path, 'https://here.example/x/').origin, 'https://here.example', path);
      assert.equal(new URL(`/blame${path}`, 'https://here.example/').origin, 'https://here.example', path);
      assert.match(path, /^\/(?![/\\])/);
    }),
    { numRuns: 2_000 },
  );
});
