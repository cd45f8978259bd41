import type { Debugger, Runtime } from 'node:inspector';
import { cwd } from 'node:process';
import { pathToFileURL } from 'node:url';

import { isSecretName, SCRUBBED, scrubText } from './scrub.ts';

/** Reads the variables of a scope by its number. */
export type ReadProperties = (objectId: string) => readonly Runtime.PropertyDescriptor[];

/**
 * The local variables of the application's own frames, innermost first, as JSON: `[{"function", "file", "line", "locals":
 * {name: text}}]`; undefined if there are none. `scripts` names the application's by their numbers. Getters and proxies of the application are not run.
 */
export function describeFrames(
  frames: readonly Debugger.CallFrame[],
  scripts: ReadonlyMap<string, string>,
  read: ReadProperties,
): string | undefined {
  const room = { variables: MAX_VARIABLES };
  const described = frames
    .filter(({ location }) => scripts.has(location.scriptId))
    .slice(0, MAX_FRAMES)
    .map((frame) => ({
      ...nameFrame(frame, scripts.get(frame.location.scriptId) ?? ''),
      locals: describeScopes(frame, read, room),
    }))
    .filter(({ locals }) => Object.keys(locals).length > 0);
  return described.length === 0 ? undefined : JSON.stringify(described);
}

/** Whether a script is the application's: no module of Node's, no installed package. */
export function isOwnScript(url: string): boolean {
  return url !== '' && !url.startsWith('node:') && !/[\\/]node_modules[\\/]/.test(url);
}

const MAX_FRAMES = 20;
const MAX_VARIABLES = 100;
const MAX_CHARS = 250;

// The column is that of the statement that throws, which stack traces do not tell.
function nameFrame({ functionName, location }: Debugger.CallFrame, url: string) {
  const place = { file: shorten(url), line: location.lineNumber + 1 };
  return functionName === '' ? place : { function: functionName, ...place };
}

/** What is below the working directory is named from there. */
function shorten(url: string): string {
  const root = pathToFileURL(`${cwd()}/`).href;
  return url.startsWith(root) ? url.slice(root.length) : url;
}

function describeScopes(
  frame: Debugger.CallFrame,
  read: ReadProperties,
  room: { variables: number },
): Record<string, string> {
  const locals = new Map<string, string>();
  for (const { type, object } of frame.scopeChain) {
    if (!LOCAL_SCOPES.has(type) || object.objectId === undefined) continue;
    for (const { name, value } of read(object.objectId)) {
      if (room.variables <= 0) return Object.fromEntries(locals);
      if (value === undefined || locals.has(name)) continue;
      room.variables--;
      locals.set(cut(name), isSecretName(name) ? SCRUBBED : describeValue(value));
    }
  }
  return Object.fromEntries(locals);
}

const LOCAL_SCOPES: ReadonlySet<string> = new Set(['local', 'block', 'catch']);

function describeValue(value: Runtime.RemoteObject): string {
  const { type, preview, description, unserializableValue } = value;
  if (type === 'string') return cut(JSON.stringify(scrub(String(value.value))));
  if (preview !== undefined && value.subtype !== 'error') return cut(describePreview(preview));
  if (type === 'function') return '[Function]';
  return cut(scrub(String(unserializableValue ?? description ?? value.value)));
}

function describePreview({ subtype, properties, overflow, description }: Runtime.ObjectPreview): string {
  const isArray = subtype === 'array';
  const parts = properties.map((property) => {
    const text = isSecretName(property.name) ? SCRUBBED : describeProperty(property);
    return isArray ? text : `${property.name}: ${text}`;
  });
  if (overflow) parts.push('…');
  if (isArray) return `[${parts.join(', ')}]`;
  const name = description === undefined || description === 'Object' ? '' : `${scrub(description)} `;
  return `${name}{${parts.join(', ')}}`;
}

function describeProperty({ type, value }: Runtime.PropertyPreview): string {
  const text = scrub(value ?? type);
  return type === 'string' ? JSON.stringify(text) : text;
}

/** Before it is cut for good, so that no half of a secret is left. */
function scrub(text: string): string {
  return scrubText(text.slice(0, 4 * MAX_CHARS));
}

function cut(text: string): string {
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text;
}
