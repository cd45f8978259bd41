import type { Debugger, Runtime, Session } from 'node:inspector';

import { describeFrames, isOwnScript } from './describe-frames.ts';
import type { ReadProperties } from './describe-frames.ts';
import { isObject } from './read-safely.ts';
import { shareState } from './share-state.ts';

/** How local variables are captured. */
export interface CaptureLocalsOptions {
  /** How many throws a second are looked into, caught or not; beyond it none till the second is over. 20 if absent. */
  readonly maxPerSecond?: number;
}

/**
 * Keeps the local variables of the application's own frames for each error thrown from now on: at most 250 characters of
 * each, 100 variables, 20 frames, scrubbed. Each throw stops the thread for a moment, so it is for those who ask for it.
 * Resolves to what ends it. Under a debugger, or in a Node without inspector, nothing is captured.
 */
export async function captureLocals(options: CaptureLocalsOptions = {}): Promise<() => void> {
  capture.stop?.();
  try {
    const inspector = await import('node:inspector');
    if (inspector.url() !== undefined) return doNothing;
    const session = new inspector.Session();
    session.connect();
    capture.stop = watchThrows(session, options.maxPerSecond ?? DEFAULT_PER_SECOND, () => inspector.url());
    return capture.stop;
  } catch {
    return doNothing;
  }
}

/** The local variables where this error was thrown, as JSON; undefined if they were not captured. */
export function readLocals(error: unknown): string | undefined {
  return isObject(error) ? capture.locals.get(error) : undefined;
}

const DEFAULT_PER_SECOND = 20;
const MAX_SCRIPTS = 10_000;

/** `thrown` is where a function that runs in the paused program puts the error itself. */
const capture = shareState('captured locals 1', () => ({
  locals: new WeakMap<object, string>(),
  stop: undefined as (() => void) | undefined,
  thrown: undefined as unknown,
}));

function doNothing(): void {}

function watchThrows(session: Session, maxPerSecond: number, readDebugger: () => unknown): () => void {
  let left = maxPerSecond;
  let timer: NodeJS.Timeout | undefined;
  function stop(): void {
    clearTimeout(timer);
    session.disconnect();
    capture.stop = undefined;
  }
  function rest(): void {
    session.post('Debugger.setPauseOnExceptions', { state: 'none' });
    timer = setTimeout(() => {
      left = maxPerSecond;
      session.post('Debugger.setPauseOnExceptions', { state: 'all' });
    }, 1000).unref();
  }
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => {
    if (scripts.size < MAX_SCRIPTS && isOwnScript(url)) scripts.set(scriptId, url);
  });
  session.on('Debugger.paused', ({ params }) => {
    try {
      if (params.reason === 'exception' || params.reason === 'promiseRejection') {
        keepLocals(session, params, scripts);
      }
      if (readDebugger() !== undefined) stop();
      else if (--left <= 0) rest();
    } catch {
      // Whoever throws here would throw into the middle of the application.
    }
  });
  session.post('Debugger.enable');
  session.post('Debugger.setPauseOnExceptions', { state: 'all' });
  return stop;
}

function keepLocals(
  session: Session,
  { data, callFrames }: Debugger.PausedEventDataType,
  scripts: ReadonlyMap<string, string>,
): void {
  const error = fetchThrown(session, data);
  if (!isObject(error) || capture.locals.has(error)) return;
  const read: ReadProperties = (objectId) => readProperties(session, objectId);
  const locals = describeFrames(callFrames, scripts, read);
  if (locals !== undefined) capture.locals.set(error, locals);
}

/** The inspector speaks of the error by a number; a function that runs on it hands the error itself over. */
function fetchThrown(session: Session, data: object | undefined): unknown {
  const objectId: unknown = Reflect.get(data ?? {}, 'objectId');
  if (typeof objectId !== 'string') return undefined;
  capture.thrown = undefined;
  session.post('Runtime.callFunctionOn', { objectId, functionDeclaration: HAND_OVER, silent: true });
  const { thrown } = capture;
  capture.thrown = undefined;
  return thrown;
}

const HAND_OVER = `function () { globalThis[Symbol.for('@flawless/sdk captured locals 1')].thrown = this; }`;

/** The answer comes before `post` returns, because the session is of this thread. */
function readProperties(session: Session, objectId: string): readonly Runtime.PropertyDescriptor[] {
  let found: readonly Runtime.PropertyDescriptor[] = [];
  const request = { objectId, ownProperties: true, generatePreview: true };
  session.post('Runtime.getProperties', request, (_, answer) => {
    found = Reflect.get(answer ?? {}, 'result') ?? [];
  });
  return found;
}
