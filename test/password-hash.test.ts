import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { printPasswordHash } from '../src/cli/hash-password.ts';
import { hashPassword, makeDecoy, parsePasswordHash, verifyPassword } from '../src/password-hash.ts';

test('knows a password again, however its letters were typed, and no other', async () => {
  const hash = parsePasswordHash(await hashPassword('pässword \u00e9', randomBytes));
  assert.ok(hash !== null);
  assert.equal(await verifyPassword('pässword \u00e9', hash), true);
  assert.equal(await verifyPassword('pa\u0308ssword e\u0301', hash), true);
  for (const wrong of ['', 'pässword', 'pässword \u00e9 ', 'Pässword \u00e9'])
    assert.equal(await verifyPassword(wrong, hash), false);
});

test('gives a decoy the costs of a real hash, and no password', async () => {
  const hash = parsePasswordHash(`scrypt:11:4:2:${'A'.repeat(22)}:${'A'.repeat(43)}`);
  assert.ok(hash !== null);
  const decoy = makeDecoy(hash, randomBytes);
  assert.deepEqual([decoy.cost, decoy.key.length], [hash.cost, hash.key.length]);
  assert.equal(await verifyPassword('', decoy), false);
});

test('reads hashes that can be afforded, and nothing else', () => {
  const [salt, key] = ['A'.repeat(22), 'B'.repeat(43)];
  for (const cost of ['10:1:1', '15:8:3', '17:8:1', '18:8:1'])
    assert.notEqual(parsePasswordHash(`scrypt:${cost}:${salt}:${key}`), null, cost);
  for (const text of [
    'secret',
    `scrypt:9:8:1:${salt}:${key}`,
    `scrypt:19:8:1:${salt}:${key}`,
    `scrypt:15:0:1:${salt}:${key}`,
    `scrypt:15:8:0:${salt}:${key}`,
    `scrypt:15:8:17:${salt}:${key}`,
    `scrypt:15:8:3::${key}`,
    `scrypt:15:8:3:${salt}:`,
    `scrypt:15:8:3:${salt}:${key}\n`,
    ` scrypt:15:8:3:${salt}:${key}`,
    `bcrypt:15:8:3:${salt}:${key}`,
  ])
    assert.equal(parsePasswordHash(text), null, text);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parsePasswordHash(text) === null));
});

type Run = { readonly typed: readonly string[]; readonly terminal?: boolean };

/** Runs the command on what somebody types. */
async function run({ typed, terminal = false }: Run) {
  const [printed, prompted, modes]: [string[], string[], boolean[]] = [[], [], []];
  const setRawMode = (raw: boolean) => void modes.push(raw);
  const input = Object.assign(Readable.from(typed.map((part) => Buffer.from(part))), {
    isTTY: terminal,
    setRawMode,
  });
  const code = await printPasswordHash({
    input,
    print: (line) => void printed.push(line),
    prompt: (text) => void prompted.push(text),
    randomBytes,
  });
  return { code, printed, prompted: prompted.join(''), modes };
}

test('prints the hash of the first line that it is given', async () => {
  for (const typed of [['correct horse'], ['correct horse\n', 'more'], ['correct ', 'horse\r\n']]) {
    const { code, printed, prompted, modes } = await run({ typed });
    assert.deepEqual([code, printed.length, prompted, modes], [0, 1, '', []]);
    const hash = parsePasswordHash(printed[0] ?? '');
    assert.ok(hash !== null && (await verifyPassword('correct horse', hash)));
  }
});

test('asks at a terminal without showing what is typed, and takes the backspace', async () => {
  const { code, printed, prompted, modes } = await run({
    typed: ['correcx', '\u007f', 't', ' horse', '\r'],
    terminal: true,
  });
  assert.deepEqual([code, modes, prompted], [0, [true, false], 'Password (it is not shown): \n']);
  const hash = parsePasswordHash(printed[0] ?? '');
  assert.ok(hash !== null && (await verifyPassword('correct horse', hash)));
});

test('prints nothing for a password that is too short or that somebody gave up', async () => {
  const short = await run({ typed: ['seven 7\n'] });
  assert.deepEqual([short.code, short.printed], [1, []]);
  assert.match(short.prompted, /at least 8 characters/);
  const ended = await run({ typed: ['correct horse', '\u0003'], terminal: true });
  assert.deepEqual([ended.code, ended.printed, ended.modes], [1, [], [true, false]]);
});
