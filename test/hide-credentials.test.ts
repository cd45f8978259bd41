import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hideCredentials, hideCredentialsWithin, hideUserInfo } from '../src/hide-credentials.ts';

for (const [value, shown] of [
  ['https://S3CRET@host/x', 'https://…@host/x'],
  ['https://u:S3CRET@host/x', 'https://…@host/x'],
  ['HTTPS://u:S3CRET@host:8443/x', 'HTTPS://…@host:8443/x'],
  ['https://u:S3@CRET@host/x', 'https://…@host/x'],
  ['https://u:12/S3CRET@host/x', 'https://…@host/x'],
  ['https://u:S3C RET@host/x', 'https://…@host/x'],
  ['https://u:S3CRET#w?@host/x', 'https://…@host/x'],
  ['https:u:S3CRET@host/x', 'https:…@host/x'],
  ['ssh://git@host:22/x', 'ssh://…@host:22/x'],
  ['u:S3CRET@host/x', 'u:…@host/x'],
  ['/srv/u:S3CRET@host/x', '/srv/u:…@host/x'],
  ['https://host/@team/x', 'https://…@team/x'],
  ['https://host/x?token=S3CRET', 'https://host/x?…'],
  ['https://u:S3CRET@host/x?token=S3CRET', 'https://…@host/x?…'],
  ['https://u:S3CRET@host/x?to=S3CRET@x', 'https://…@x'],
  ['git@host:team/x.git', 'git@host:team/x.git'],
  ['ann@shop.example', 'ann@shop.example'],
  ['https://host:8443/x', 'https://host:8443/x'],
  ['C:\\code', 'C:\\code'],
  ['is it there? yes', 'is it there? yes'],
  ['', ''],
] as const)
  test(`shows ${value || 'nothing'} as ${shown || 'nothing'}`, () => {
    assert.equal(hideCredentials(value), shown);
  });

test('a query is no user information', () => {
  assert.equal(hideUserInfo('https://u:S3CRET@host/x?id=1'), 'https://…@host/x?id=1');
});

for (const [sentence, shown] of [
  ['a https://u:p@h/x ssh://git@h:1/y b@c', 'a https://…@h/x ssh://…@h:1/y b@c'],
  [
    "unable to access 'https://u:p@h/x.git?token=s': no route",
    "unable to access 'https://…@h/x.git?…': no route",
  ],
  ['Cannot clone https://h/x.git?token=s&b=c: gone', 'Cannot clone https://h/x.git?…: gone'],
  ['repository "https://h/x?token=s\'t".', 'repository "https://h/x?…".'],
  ['is it there? yes', 'is it there? yes'],
  ['ann@shop.example: no such line', 'ann@shop.example: no such line'],
] as const)
  test(`says ${sentence} as ${shown}`, () => {
    assert.equal(hideCredentialsWithin(sentence), shown);
  });

test('no secret is shown, whatever stands around it', () => {
  const anything = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(anything, anything, (before, after) => {
      assert.ok(!hideCredentials(`https://${before}S3CRET${after}@host/x`).includes('S3CRET'));
      const query = `x://h/y?${encodeURIComponent(before)}S3CRET z`;
      assert.ok(!hideCredentialsWithin(query).includes('S3CRET'));
    }),
  );
});
