import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import PostalMime from 'postal-mime';
import { composeMail } from '../../src/notify/compose-mail.ts';
import { createFileTransport } from '../../src/notify/file-transport.ts';
import { createTransport } from '../../src/notify/create-transport.ts';
import { makeDirectory, SMTP } from './post-office.ts';
import { makeLetter, makeSources } from './samples.ts';

const MAIL = composeMail(makeSources({ letter: makeLetter({ recipients: ['alice@example.com'] }) }));

test('a mail becomes a file that mail programs read, once per letter', async (t) => {
  const data_dir_path = await makeDirectory(t);
  const transport = createFileTransport({ ...SMTP, smtp_from: null, data_dir_path });
  assert.equal(transport.kind, 'file');
  assert.deepEqual(await transport.send(MAIL), { is: 'sent', refused: [] });
  assert.deepEqual(await transport.send(MAIL), { is: 'sent', refused: [] });

  const folder = join(data_dir_path, 'mail');
  assert.deepEqual(await readdir(folder), ['20260301T010000Z-17.eml']);
  const raw = await readFile(join(folder, '20260301T010000Z-17.eml'));
  assert.match(raw.toString(), /\r\n/);
  assert.doesNotMatch(raw.toString(), /[^\r]\n/);
  const email = await PostalMime.parse(raw);
  assert.equal(email.subject, MAIL.subject);
  assert.equal(email.from?.address, 'flawless@example.com');
  assert.equal(email.date, '2026-03-01T01:00:00.000Z');
  assert.equal(email.text?.trim(), MAIL.text.trim());
  assert.equal(email.html?.trim(), MAIL.html.trim());
});

test('what an earlier crash left unfinished is overwritten, and a disk that refuses defers', async (t) => {
  const data_dir_path = await makeDirectory(t);
  const transport = createFileTransport({ ...SMTP, data_dir_path });
  await mkdir(join(data_dir_path, 'mail'));
  await writeFile(join(data_dir_path, 'mail', '20260301T010000Z-17.eml.tmp'), 'half a ma');
  assert.equal((await transport.send(MAIL)).is, 'sent');
  assert.deepEqual(await readdir(join(data_dir_path, 'mail')), ['20260301T010000Z-17.eml']);

  const blocked = await makeDirectory(t);
  await writeFile(join(blocked, 'mail'), 'a file where the folder should be');
  const delivery = await createFileTransport({ ...SMTP, data_dir_path: blocked }).send(MAIL);
  assert.equal(delivery.is, 'deferred');
  assert.match(delivery.because, /could not be written/);
});

test('files are written exactly when no server is configured', async (t) => {
  const data_dir_path = await makeDirectory(t);
  for (const smtp_host of [null, 'localhost:25']) {
    const transport = createTransport({ ...SMTP, smtp_host, data_dir_path });
    assert.equal(transport.kind, smtp_host === null ? 'file' : 'smtp');
    transport.close();
  }
});
