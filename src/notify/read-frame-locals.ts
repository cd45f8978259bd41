/** A local variable as the SDK wrote it: what was scrubbed there stays scrubbed. */
export type Variable = { readonly name: string; readonly value: string };

/** The variables of one frame, and what it is known by; a frame that says nothing of itself has only its place in the list. */
export type FrameLocals = {
  readonly function?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly variables: readonly Variable[];
};

// What the SDK keeps to, and a little more for others.
const MAX_FRAMES = 50;
const MAX_VARIABLES = 100;
const MAX_CHARACTERS = 500;

/**
 * Reads `flawless.frame_locals`: a JSON list, innermost frame first, of `{function, file, line, column, locals: {name:
 * value}}`; or an object of such `locals` by function; or the variables of the innermost frame alone. Null for anything else.
 */
export function readFrameLocals(text: string): readonly FrameLocals[] | null {
  const document = parse(text);
  if (Array.isArray(document)) return readList(document);
  if (!isRecord(document)) return null;
  const entries = Object.entries(document).slice(0, MAX_VARIABLES);
  if (entries.length === 0) return [];
  if (!entries.every(([, value]) => isRecord(value))) return [{ variables: readVariables(document) }];
  return entries
    .slice(0, MAX_FRAMES)
    .map(([name, value]) => ({ function: name, variables: readVariables(value) }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readList(list: readonly unknown[]): readonly FrameLocals[] | null {
  const frames = list.slice(0, MAX_FRAMES);
  if (!frames.every((frame) => frame === null || isRecord(frame))) return null;
  return frames.map((frame) => (frame === null ? { variables: [] } : readFrame(frame)));
}

function readFrame(frame: Readonly<Record<string, unknown>>): FrameLocals {
  const { function: name, file, line, column, locals } = frame;
  const said = {
    ...(isName(name) && { function: name }),
    ...(isName(file) && { file }),
    ...(isWhole(line) && { line }),
    ...(isWhole(column) && { column }),
  };
  // A frame without a name of anything is the variables themselves.
  const isBare = Object.keys(said).length === 0 && !isRecord(locals);
  return { ...said, variables: readVariables(isBare ? frame : locals) };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function readVariables(locals: unknown): readonly Variable[] {
  if (!isRecord(locals)) return [];
  return Object.entries(locals)
    .slice(0, MAX_VARIABLES)
    .map(([name, value]) => ({ name: name.slice(0, MAX_CHARACTERS), value: write(value) }));
}

// Only what was parsed from JSON comes here, but it may be nested deeper than it can be written.
function write(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_CHARACTERS);
  try {
    return JSON.stringify(value).slice(0, MAX_CHARACTERS);
  } catch {
    return '…';
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
