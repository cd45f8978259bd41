import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runFlawless, writeConfig } from '../helpers/flawless-process.ts';
import { startSmtpServer } from '../helpers/smtp-server.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const ADDRESS = 'ann@shop.test';

function send(conf: string) {
  return runFlawless(['test-email', ADDRESS, '--conf', conf]);
}

test('sends one mail through the mail server, as the service would', async (t) => {
  const smtp = await startSmtpServer(t);
  const options = {
    repo_dir: '.',
    smtp_host: smtp.host,
    email_domain_name: 'shop.test',
    hostname: 'https://flawless.shop.test',
  };
  const { code, stdout, stderr } = await send(writeConfig(makeTemporaryDirectory(t), options));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /has taken a mail to ann@shop\.test/);
  const [mail, ...more] = smtp.received;
  assert.deepEqual([mail?.from, mail?.to, more.length], ['flawless@shop.test', [ADDRESS], 0]);
  assert.equal(mail?.email.subject, 'Test mail from Flawless');
  assert.match(mail?.email.text ?? '', /https:\/\/flawless\.shop\.test/);
});

test('says why the server did not take it', async (t) => {
  const smtp = await startSmtpServer(t, { answerRecipient: () => [550, 'no such user here'] });
  const { code, stderr } = await send(
    writeConfig(makeTemporaryDirectory(t), { repo_dir: '.', smtp_host: smtp.host }),
  );
  assert.equal(code, 1);
  assert.match(stderr, /^The mail to ann@shop\.test was not taken: .*no such user here/);
});

test('writes a file when no server is set, and says so', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const { code, stdout } = await send(writeConfig(dir, { repo_dir: '.' }));
  assert.equal(code, 0);
  assert.match(stdout, /was written to .*data\/mail/);
  const [file = ''] = readdirSync(join(dir, 'data', 'mail'));
  assert.match(
    readFileSync(join(dir, 'data', 'mail', file), 'utf8'),
    /^Subject: Test mail from Flawless\r$/m,
  );
});
