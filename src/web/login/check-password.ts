import { makeDecoy, parsePasswordHash, verifyPassword } from '../../password-hash.ts';

/** Whether somebody of this name has this password; null when too many ask at the moment. */
export type CheckPassword = (name: string, password: string) => Promise<boolean | null>;

// Each takes tens of megabytes, and a thread that git and files need, too.
const MOST_AT_ONCE = 2;
const MOST_WAITING = 20;
const MOST_CHARACTERS = 1_000;

/** A name that nobody has costs as much as one that somebody has. */
export function createPasswordCheck(
  users: Readonly<Record<string, string>>,
  randomBytes: (size: number) => Uint8Array,
): CheckPassword {
  const hashes = new Map(
    Object.entries(users).flatMap(([name, text]) => {
      const hash = parsePasswordHash(text);
      return hash === null ? [] : [[name, hash] as const];
    }),
  );
  const decoy = makeDecoy(hashes.values().next().value, randomBytes);
  const takeTurn = createTurns();
  return async (name, password) => {
    const known = hashes.get(name);
    const leave = await takeTurn();
    if (leave === null) return null;
    try {
      const fits = await verifyPassword(password.slice(0, MOST_CHARACTERS), known ?? decoy);
      return fits && known !== undefined && password.length <= MOST_CHARACTERS;
    } finally {
      leave();
    }
  };
}

/** Lets a few in at once and a few more wait; whoever is let in says when they leave. */
function createTurns(): () => Promise<(() => void) | null> {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  }

  return async () => {
    if (inside >= MOST_AT_ONCE) {
      if (waiting.length >= MOST_WAITING) return null;
      await new Promise<void>((resolve) => void waiting.push(resolve));
      return leave;
    }
    inside += 1;
    return leave;
  };
}
