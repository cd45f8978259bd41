import { scrypt, timingSafeEqual } from 'node:crypto';

/** A scrypt hash (RFC 7914) with its costs: about 128 × N × r bytes of memory, p times over. */
export type PasswordHash = {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
};

type Cost = { readonly log2N: number; readonly r: number; readonly p: number };

/** 32 MiB three times over, one of the choices OWASP recommends: some tenths of a second. */
const COST: Cost = { log2N: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MAX_MEMORY = 256 * 2 ** 20;

/** A password as `web_users` keeps it: `scrypt:15:8:3:<salt>:<key>`, without any character that YAML or a shell knows. */
export async function hashPassword(
  password: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<string> {
  const salt = Buffer.from(randomBytes(SALT_BYTES));
  const key = await derive(password, salt, COST, KEY_BYTES);
  const parts = [COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')];
  return ['scrypt', ...parts].join(':');
}

/** Reads what `hashPassword` wrote; null for anything else, and for costs that would take more than 256 MiB or seconds. */
export function parsePasswordHash(text: string): PasswordHash | null {
  const match = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([A-Za-z0-9_-]{22,86}):([A-Za-z0-9_-]{43,86})$/.exec(
    text,
  );
  if (match === null) return null;
  const [log2N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isAffordable = log2N >= 10 && log2N <= 20 && r >= 1 && p >= 1 && p <= 16;
  if (!isAffordable || 128 * 2 ** log2N * r > MAX_MEMORY) return null;
  const [salt, key] = [match[4] ?? '', match[5] ?? ''].map((part) => Buffer.from(part, 'base64url'));
  return salt === undefined || key === undefined ? null : { cost: { log2N, r, p }, salt, key };
}

/** Whether a password has this hash; takes as long for any. */
export async function verifyPassword(password: string, hash: PasswordHash): Promise<boolean> {
  const key = await derive(password, hash.salt, hash.cost, hash.key.length);
  return timingSafeEqual(key, hash.key);
}

/** A hash that costs what another does and that no password is known for. */
export function makeDecoy(
  like: PasswordHash | undefined,
  randomBytes: (size: number) => Uint8Array,
): PasswordHash {
  const bytes = (size: number) => Buffer.from(randomBytes(size));
  return {
    cost: like?.cost ?? COST,
    salt: bytes(SALT_BYTES),
    key: bytes(like?.key.length ?? KEY_BYTES),
  };
}

// The same letters may be typed in several ways: what looks alike is alike (RFC 8265 asks for NFC).
function derive(password: string, salt: Buffer, { log2N, r, p }: Cost, length: number): Promise<Buffer> {
  const options = { N: 2 ** log2N, r, p, maxmem: 2 * MAX_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
