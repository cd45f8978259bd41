import type { KnownFate } from '../../src/blame/follow-to-head.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { isMailAddress } from '../../src/mail-address.ts';
import { composeMail, type ComposedMail } from '../../src/notify/compose-mail.ts';
import { toMessage } from '../../src/notify/mail-message.ts';
import { CHANGED, makeError, makeLetter, makeOccurrence, makeSources, ours } from './samples.ts';

const SENDER = { name: 'Flawless', address: 'flawless@example.com' };

/** What a mail program reads, and whom an SMTP server is told. */
async function post(mail: ComposedMail): Promise<{ readonly email: Email; readonly to: readonly string[] }> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message, envelope } = await transport.sendMail(toMessage(mail, SENDER));
  assert.ok(Buffer.isBuffer(message));
  return { email: await PostalMime.parse(message), to: [...envelope.to] };
}

test('the mail tells all there is, in both parts', () => {
  const mail = composeMail(makeSources({ letter: makeLetter({ header: 'Known: call the DBA' }) }));
  const told = [
    'Known: call the DBA',
    'TypeError',
    "Cannot read properties of undefined (reading 'price')",
    '12 times this week',
    'src/cart/price-items.ts:42',
    'priceItem',
    'Alice Example <alice@example.com>',
    '24 Feb 2026',
    '9fceb02d0ae5',
    'Price bundles by their products',
    'exact, because the service says that it runs commit c0ffee5e1f (vcs.ref.head.revision)',
    'You get this mail because you last changed the line.',
    'It surfaced as CheckoutError: the cart could not be priced',
    'shop',
    'v1.14.2',
    'production',
    'web-1',
    'Sun 1 Mar 2026, 00:05 UTC',
    'Sun 1 Mar 2026, 01:00 UTC',
    '… 3 library frames',
    'http.response.status_code',
    '"SPRING"',
    '"acme"',
    'View the most recent traceback',
    'All errors assigned to you',
    'Add to whitelist',
    'What is Flawless?',
    'https://traces.example.com/trace/0af7651916cd43dd8448eb211c80319c',
    'https://flawless.example.com/view_traceback?error_id=0123456789abcdef',
    'https://flawless.example.com/get_weekly_error_report?timestamp=1772323200&developer=alice%40example.com#alice%40example.com',
    'https://flawless.example.com/about',
  ];
  const read = { html: readHtml(mail.html), text: mail.text.replaceAll(/\s+/g, ' ') };
  for (const part of Object.values(read)) for (const text of told) assert.ok(part.includes(text), text);
  const form = /https:\/\/flawless\.example\.com\/add_known_error\S+?(?=["\s])/.exec(mail.text)?.[0] ?? '';
  assert.deepEqual(Object.fromEntries(new URL(form).searchParams), {
    filename: 'src/cart/price-items.ts',
    function_name: 'priceItem',
    code_fragment: 'return item.product.price * item.quantity;',
  });
  for (const line of mail.text.split('\n')) assert.ok(line.length <= 78 || line.includes('https://'), line);
});

function readHtml(html: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href).join(' ');
  return `${html.replaceAll(/<[^>]*>/g, '')} ${links}`
    .replaceAll(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ');
}

const HOSTILE = [
  '\r\nBcc: evil@example.com\r\n\r\nbody',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' style='display:none",
  '<!--[if mso]>--><![endif]-->',
  '</table></td></tr>',
  '=?utf-8?Q?=0D=0ABcc:=20evil@example.com?=',
  '\u202Etxt.exe\u2066',
  '\u001B]0;title\u0007\u001B[2J',
  '\0\u0085\u2028',
  '\uD800',
  '{trace_id}$&',
  'javascript:alert(1)',
  '.\r\nQUIT',
];

const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.constantFrom(...HOSTILE, ' ', 'x', '\n'), { maxLength: 6 }).map((parts) => parts.join('')),
);

const hostileAddress = fc.oneof(
  fc.emailAddress(),
  fc.constantFrom('a=b?c*@example.com', '=?utf-8?Q?x?=@example.com', "o'neil+x@example.com", 'ü@example.com'),
);

const FIELDS = 28;
const COMMIT = '9'.repeat(40);
const hostileFields = fc.array(hostileText, { minLength: FIELDS, maxLength: FIELDS });
const addresses = fc.uniqueArray(hostileAddress.filter(isMailAddress), {
  minLength: 1,
  maxLength: 4,
  selector: (address) => address.toLowerCase(),
});

/** A mail with a given text in every place where foreign text can come from. */
function composeFrom(fields: readonly string[], recipients: readonly string[]): ComposedMail {
  let next = 0;
  const text = (): string => fields[next++ % fields.length] ?? '';
  const plain = makeOccurrence();
  const frame = { ...ours(text(), 3, text(), text()), text: text() };
  const author = plain.author && {
    ...plain.author,
    authorName: text(),
    authorEmail: text(),
    summary: text(),
  };
  const occurrence = makeOccurrence({
    reported: {
      ...plain.reported,
      service: text(),
      serviceVersion: text(),
      environment: text(),
      host: text(),
      spanName: text(),
      traceId: text(),
      request: { [`a${text()}`]: text(), b: text() },
      frameLocals: JSON.stringify({ a: text() }),
      additionalInfo: text(),
    },
    exceptions: [{ type: text(), message: text(), relation: 'root', frames: [frame] }],
    thrown: { type: text(), message: text() },
    blamed: { path: text(), function: text(), line: 3, code: text() },
    author,
    owner: {
      email: recipients[0] ?? null,
      because: text(),
      name: text(),
      others: [{ name: text(), email: text() }],
    },
    confidence: { level: 'weak', because: text() },
  });
  return composeMail(
    makeSources({
      letter: makeLetter({ recipients, header: text(), errorId: text() }),
      error: makeError(occurrence, { developer: text() }),
      occurrence,
      excerpt: { firstLine: 2, lines: [text(), text(), text()] },
      since: {
        kind: 'deleted',
        by: { commit: COMMIT, authorName: text(), authorEmail: text(), authoredAtMs: 0, summary: text() },
      },
    }),
  );
}

/** Element and attribute names in their order, but for where words may be broken; fails on markup that is not written as the template writes it. */
function outline(html: string): readonly string[] {
  return [...html.replaceAll(/<wbr \/>|<!--.*?-->/gs, '').matchAll(/<[^>]*>/g)].map(([tag]) => {
    if (tag.startsWith('<!')) return tag;
    const name = /^<\/?[a-z0-9]+/.exec(tag)?.[0] ?? '';
    const attributes = [...tag.matchAll(/\s([a-z:-]+)="[^"]*"/g)].map(([, attribute]) => attribute);
    assert.match(tag.replaceAll(/\s[a-z:-]+="[^"]*"/g, ''), /^<\/?[a-z0-9]+\s*\/?>$/, tag);
    return [name, ...attributes].join(' ');
  });
}

test('no text from outside adds an element or an attribute', () => {
  fc.assert(
    fc.property(hostileFields, (fields) => {
      const recipients = ['alice@example.com'];
      const harmless = fields.map((text) => text.replaceAll(/[<>"'&=/:;{}[\]()]/g, 'x'));
      const mail = composeFrom(fields, recipients);
      const twin = composeFrom(harmless, recipients);
      const links = /<a class="link" href="https:\/\/traces\.example\.com/;
      assert.equal(links.test(mail.html), links.test(twin.html));
      assert.deepEqual(outline(mail.html), outline(twin.html));
      for (const [, href = ''] of mail.html.matchAll(/href="([^"]*)"/g))
        assert.match(href, /^https:\/\/(flawless|traces)\.example\.com\//);
    }),
  );
});

test('no text from outside adds a header or a recipient, or leaves a control character', async () => {
  const keys = [
    'from',
    'to',
    'subject',
    'message-id',
    'in-reply-to',
    'references',
    'date',
    'mime-version',
    'content-type',
    'auto-submitted',
    'x-auto-response-suppress',
    'list-id',
  ].toSorted();
  await fc.assert(
    fc.asyncProperty(hostileFields, addresses, async (fields, recipients) => {
      const mail = composeFrom(fields, recipients);
      assert.match(mail.subject, /^Error on [^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+$/u);
      assert.ok(mail.subject.length <= 150);
      for (const part of [mail.html, mail.text]) assert.doesNotMatch(part, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);

      const { email, to } = await post(mail);
      assert.deepEqual(email.headers.map(({ key }) => key).toSorted(), keys);
      assert.deepEqual(to.map(lower), recipients.map(lower));
      assert.deepEqual(
        email.to?.map(({ address }) => lower(address ?? '')),
        recipients.map(lower),
      );
      assert.equal(email.subject, mail.subject);
      assert.equal(email.text?.trimEnd(), mail.text.trimEnd());
      assert.equal(email.html?.trimEnd(), mail.html.trimEnd());
      assert.deepEqual(email.attachments, []);
      assert.equal(email.headers.find(({ key }) => key === 'auto-submitted')?.value, 'auto-generated');
      assert.equal(email.headers.find(({ key }) => key === 'x-auto-response-suppress')?.value, 'All');
      assert.equal(email.inReplyTo, mail.references);
    }),
  );
});

test('a name stands with the address of the owner and can add neither a header nor a recipient', async () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, ''],
    ['Alice Example', 'Alice Example'],
    ['Example, Alice (QA); "the boss"', 'Example, Alice (QA); "the boss"'],
    ['Älice 名前', 'Älice 名前'],
    ['x> <evil@example.com>, y', 'x> <evil@example.com>, y'],
    ['evil@example.com', 'evil@example.com'],
    ['A\r\nBcc: evil@example.com\r\n\r\nbody', 'A Bcc: evil@example.com body'],
    ['=?utf-8?Q?=0D=0ABcc:=20evil@example.com?=', '= ?utf-8?Q?=0D=0ABcc:=20evil@example.com?='],
    ['B\u202Eob\0', 'Bob'],
    ['n'.repeat(65_536), `${'n'.repeat(63)}…`],
  ];
  for (const [name, shown] of cases) {
    const owner = { email: 'Alice@Example.com', because: 'so it is', ...(name !== undefined && { name }) };
    const letter = makeLetter({ recipients: ['lead@example.com', 'alice@example.com'] });
    const { email, to } = await post(composeMail(makeSources({ letter, says: { owner } })));
    assert.deepEqual(to, ['lead@example.com', 'alice@example.com']);
    const told = email.to?.map((recipient) => [recipient.name, recipient.address]);
    assert.deepEqual(told, [
      ['', 'lead@example.com'],
      [shown, 'alice@example.com'],
    ]);
    assert.equal(email.bcc, undefined);
  }
});

function lower(address: string): string {
  return address.toLowerCase();
}

test('however much there is to tell, the HTML stays below 100 KB and the text is bounded', () => {
  const variables = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`v${i}`, '"'.repeat(500)]));
  const locals = Array.from({ length: 50 }, () => ({ file: 'x', line: 3, locals: variables }));
  for (const text of ['"'.repeat(65_536), '名'.repeat(65_536), '<\n'.repeat(65_536), ' '.repeat(65_536)]) {
    const plain = makeOccurrence();
    const frame = { ...ours(text, 3, text, text), file: 'x', text };
    const frames = Array.from({ length: 100 }, () => [frame, ...(plain.exceptions[1]?.frames ?? [])]).flat();
    const exceptions = Array.from(
      { length: 20 },
      () => ({ type: text, message: text, relation: 'cause', frames }) as const,
    );
    const request = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}${text}`, text]));
    const mail = composeMail(
      makeSources({
        letter: makeLetter({ header: text }),
        since: {
          kind: 'changed',
          by: { commit: COMMIT, authorName: text, authorEmail: text, authoredAtMs: 0, summary: text },
        },
        says: {
          owner: {
            email: 'alice@example.com',
            because: text,
            name: text,
            others: Array.from({ length: 10 }, () => ({ name: text, email: text })),
          },
          reported: {
            ...plain.reported,
            request,
            frameLocals: JSON.stringify(locals),
            additionalInfo: text,
            host: text,
          },
          exceptions,
          thrown: { type: text, message: text },
          blamed: { path: text, function: text, line: 3, code: text },
        },
        excerpt: { firstLine: 1, lines: Array.from({ length: 11 }, () => text) },
      }),
    );
    assert.ok(Buffer.byteLength(mail.html) < 100_000, `${Buffer.byteLength(mail.html)} bytes`);
    assert.ok(Buffer.byteLength(mail.text) < 100_000, `${Buffer.byteLength(mail.text)} bytes`);
  }
});

test('what is not known is not mentioned', () => {
  const plain = makeOccurrence();
  const mail = composeMail(
    makeSources({
      error: makeError(plain, { developer: null, count: 1 }),
      says: {
        reported: {
          ...plain.reported,
          host: undefined,
          serviceVersion: undefined,
          environment: undefined,
          traceId: '',
          request: {},
          frameLocals: undefined,
          additionalInfo: undefined,
        },
        exceptions: [],
        thrown: { type: '', message: '' },
        blamed: { path: 'a.ts', line: 3 },
        author: null,
      },
    }),
  );
  assert.equal(mail.subject, 'Error on shop in a.ts');
  assert.match(mail.text, /^Exception\nSeen once this week\.\n/);
  for (const part of [mail.html, mail.text]) {
    assert.match(part, /All errors of this week/);
    assert.doesNotMatch(
      part,
      /undefined|null|Version|Environment|Host|Request|Author|Open the trace|Local var/,
    );
  }
});

test('what changed since stands above the line, and others who may know below the reason', () => {
  const others = [
    { name: 'Eve', email: 'eve@example.com' },
    { name: '', email: 'all@example.com' },
  ];
  const owner = { ...makeOccurrence().owner, others };
  const { text, html } = composeMail(makeSources({ since: CHANGED, says: { owner } }));
  const told = [
    'Since then: already changed',
    'The line at fault',
    'You get this mail',
    'Others who may know',
    'View the most recent',
  ];
  for (const part of [text, html.slice(html.indexOf('<body'))]) {
    const places = told.map((words) => part.indexOf(words));
    assert.ok(!places.includes(-1), part);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  }
  assert.ok(text.includes('Others who may know: Eve <eve@example.com>, all@example.com.'), text);
});

function say(since: KnownFate): string {
  return composeMail(makeSources({ since })).text.replace(/\s+/g, ' ');
}

test('that the line still stands is told only where that is no longer sure', () => {
  const asOfMs = Date.UTC(2026, 10, 3, 14, 5);
  const fate = { kind: 'unchanged', at: 'f'.repeat(40) } as const;
  const told =
    'Since then: still there at HEAD ffffffffff (the origin has not been reached since Tue 3 Nov 2026, 14:05 UTC).';
  assert.ok(say({ ...fate, asOfMs }).includes(told));
  assert.ok(!say(fate).includes('Since then'));
  assert.ok(say({ ...CHANGED, asOfMs }).includes('product (the origin has not been reached since Tue 3 Nov'));
});
