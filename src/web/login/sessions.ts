import { hash } from 'node:crypto';

/** Who is logged in. Nothing of it outlives the process. */
export type Sessions = {
  /** Begins a session; gives the secret that the browser keeps. */
  begin(name: string): string;
  /** Whose session it is; null when there is none, or no longer. */
  find(secret: string): Session | null;
  end(secret: string): void;
};

export type Session = { readonly name: string; readonly id: string };

export type SessionNeeds = {
  readonly randomBytes: (size: number) => Uint8Array;
  readonly now: () => number;
};

const HOUR_MS = 3_600_000;
// A working day without a pause at the most, and an afternoon without a click.
const IDLE_MS = 4 * HOUR_MS;
const LONGEST_MS = 12 * HOUR_MS;
const MOST_SESSIONS = 10_000;

type Kept = { readonly name: string; readonly begunMs: number; usedMs: number };

/** Secrets are kept as hashes, so that what leaks from memory opens nothing. */
export function createSessions({ randomBytes, now }: SessionNeeds): Sessions {
  const kept = new Map<string, Kept>();

  function isOver({ begunMs, usedMs }: Kept): boolean {
    const nowMs = now();
    return nowMs < usedMs || nowMs - usedMs > IDLE_MS || nowMs - begunMs > LONGEST_MS;
  }

  /** The oldest stand first. */
  function makeRoom(): void {
    for (const [id, session] of kept) if (isOver(session)) kept.delete(id);
    for (const id of kept.keys()) if (kept.size >= MOST_SESSIONS) kept.delete(id);
  }

  return {
    begin(name) {
      makeRoom();
      const secret = Buffer.from(randomBytes(32)).toString('base64url');
      kept.set(nameSession(secret), { name, begunMs: now(), usedMs: now() });
      return secret;
    },
    find(secret) {
      const id = nameSession(secret);
      const session = kept.get(id);
      if (session === undefined) return null;
      if (isOver(session)) {
        kept.delete(id);
        return null;
      }
      session.usedMs = now();
      return { name: session.name, id };
    },
    end: (secret) => void kept.delete(nameSession(secret)),
  };
}

function nameSession(secret: string): string {
  return hash('sha256', secret);
}
