/** An object as `git cat-file` names it. */
export type ObjectInfo = { readonly id: string; readonly type: string; readonly size: number };

/** The answer to one command; `info` is null when there is no such object. */
export type Reply = { readonly info: ObjectInfo | null; readonly contents: Buffer | null };

export type ReplyNeeds = {
  /** Whether the command answered next asked for contents. */
  readonly wantsContents: () => boolean;
  readonly give: (reply: Reply) => void;
};

const NEW_LINE = 10;

/** Cuts the output of `git cat-file --batch-command` into replies. Format: git-cat-file(1), "BATCH OUTPUT". */
export function createReplyReader({ wantsContents, give }: ReplyNeeds): { feed(chunk: Buffer): void } {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let info: ObjectInfo | null = null;

  function hold(part: Buffer): void {
    held.push(part);
    heldBytes += part.length;
  }

  function take(): Buffer {
    const whole = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    return whole;
  }

  function feedLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(NEW_LINE);
    hold(chunk.subarray(0, end === -1 ? chunk.length : end));
    if (end === -1) return Buffer.alloc(0);
    const found = readInfo(take().toString());
    if (found !== null && wantsContents()) info = found;
    else give({ info: found, contents: null });
    return chunk.subarray(end + 1);
  }

  // A line end follows the contents.
  function feedContents(chunk: Buffer, of: ObjectInfo): Buffer {
    const part = chunk.subarray(0, of.size + 1 - heldBytes);
    hold(part);
    if (heldBytes > of.size) {
      info = null;
      give({ info: of, contents: take().subarray(0, -1) });
    }
    return chunk.subarray(part.length);
  }

  return {
    feed(chunk) {
      let rest = chunk;
      while (rest.length > 0) rest = info === null ? feedLine(rest) : feedContents(rest, info);
    },
  };
}

// Whatever else the line says, such as `<what was asked for> missing`, there is no object.
function readInfo(line: string): ObjectInfo | null {
  const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d{1,15})$/.exec(line) ?? [];
  if (id === undefined || type === undefined) return null;
  return { id, type, size: Number(size) };
}
