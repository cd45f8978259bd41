import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { readEml } from '../../src/web/read-eml.ts';

type Sent = { readonly subject: string; readonly text: string; readonly html?: string };

async function compose({ subject, text, html }: Sent): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const mail = { from: { name: 'Flawless', address: 'flawless@example.com' }, to: 'ada@example.com' };
  const { message } = await composer.sendMail({ ...mail, subject, text, html });
  assert.ok(Buffer.isBuffer(message));
  return message;
}

function findHeader(bytes: Buffer, name: string): string | undefined {
  return readEml(bytes).headers.find(([given]) => given === name)?.[1];
}

for (const sent of [
  { subject: 'Error on web in cart.js', text: 'one\ntwo\n' },
  { subject: 'Error', text: 'plain', html: '<p>rich</p>' },
  {
    subject: 'Fehler: größer als 3 → 日本語 und so weiter und so fort, noch länger als eine Zeile',
    text: 'größer = 3\n→ 日本語\n',
  },
  {
    subject: 'Equals =3D and _',
    text: 'x'.repeat(300) + '\n--boundary\n\n=3D',
    html: `<p>${'ü'.repeat(400)}</p>`,
  },
])
  test(`reads back a letter about “${sent.subject.slice(0, 30)}”`, async () => {
    const bytes = await compose(sent);
    const mail = readEml(bytes);
    assert.equal(findHeader(bytes, 'Subject'), sent.subject);
    assert.equal(findHeader(bytes, 'From'), 'Flawless <flawless@example.com>');
    assert.equal(mail.text?.replaceAll('\r\n', '\n').trimEnd(), sent.text.trimEnd());
    assert.equal(mail.html?.trimEnd() ?? null, sent.html ?? null);
  });

test('gives something for any bytes and any cut', async () => {
  const whole = await compose({ subject: 'Größe', text: 'ä'.repeat(90), html: '<p>ö</p>' });
  fc.assert(
    fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 200 }), (at, noise) => {
      const mail = readEml(Buffer.concat([whole.subarray(0, at), noise]));
      assert.ok(Array.isArray(mail.headers));
    }),
  );
});

test('stops at multiparts that hold each other without an end', () => {
  const nested = 'Content-Type: multipart/mixed; boundary=b\n\n--b\n'.repeat(2_000);
  assert.equal(readEml(Buffer.from(nested)).html, null);
});
