/** What a mail client would show of a message file. */
export type ReadMail = {
  /** In order, unfolded and decoded. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string | null;
  readonly html: string | null;
};

type Part = { readonly headers: readonly (readonly [string, string])[]; readonly body: string };

const MAX_DEPTH = 5;

/** Reads an Internet message (RFC 5322) with MIME parts (RFC 2045 to 2047). Any bytes give something; nothing throws. */
export function readEml(bytes: Buffer): ReadMail {
  const message = splitHead(bytes.toString('latin1'));
  const leaves = listLeaves(message, 0);
  return {
    headers: message.headers.map(([name, value]) => [name, decodeWords(value)]),
    text: findBody(leaves, 'text/plain'),
    html: findBody(leaves, 'text/html'),
  };
}

function splitHead(raw: string): Part {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = end === -1 ? text : text.slice(0, end);
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  return {
    headers: lines.flatMap(readHeader),
    body: end === -1 ? '' : text.slice(end).replace(/^\n{1,2}/, ''),
  };
}

function readHeader(line: string): readonly (readonly [string, string])[] {
  const colon = line.indexOf(':');
  return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
}

function listLeaves(part: Part, depth: number): readonly Part[] {
  const boundary = findHeader(part, 'content-type').match(/boundary="?([^";\s]{1,70})/i)?.[1];
  if (boundary === undefined || depth === MAX_DEPTH) return [part];
  const pieces = `\n${part.body}`.split(`\n--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => listLeaves(splitHead(piece.slice(piece.indexOf('\n') + 1)), depth + 1));
}

function findHeader({ headers }: Part, name: string): string {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}

function findBody(leaves: readonly Part[], type: string): string | null {
  const leaf = leaves.find((part) =>
    (findHeader(part, 'content-type') || 'text/plain').toLowerCase().startsWith(type),
  );
  if (leaf === undefined) return null;
  return decodeBody(leaf.body, findHeader(leaf, 'content-transfer-encoding').toLowerCase());
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return decodeQuoted(body.replace(/=\n/g, ''));
  return Buffer.from(body, 'latin1').toString('utf8');
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Decodes `=?utf-8?Q?…?=`; white space between two encoded words is none of the text. */
function decodeWords(value: string): string {
  const joined = value.replaceAll('?= =?', '?==?');
  const decoded = joined.replace(/=\?[\w-]{1,40}\?([BQ])\?([^?\s]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(word, 'base64').toString('utf8')
      : decodeQuoted(word.replaceAll('_', ' ')),
  );
  return decoded === joined ? Buffer.from(value, 'latin1').toString('utf8') : decoded;
}
