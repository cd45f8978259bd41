import { isObject, readSafely } from './read-safely.ts';

/** The parts of OpenTelemetry's API that hold one provider for the whole process, and how one is registered. */
const PARTS = {
  trace: 'setGlobalTracerProvider',
  logs: 'setGlobalLoggerProvider',
  metrics: 'setGlobalMeterProvider',
  context: 'setGlobalContextManager',
  propagation: 'setGlobalPropagator',
} as const;

type Part = keyof typeof PARTS;

/**
 * Lets an application register its own OpenTelemetry after ours, which the API would refuse: what it registers takes the
 * place of ours, and with its first tracer or logger provider ours is to end, which `end` does. Gives what is to be called
 * with each copy of the API.
 */
export function giveWay(end: () => void): (api: object) => void {
  const ours = new Set<Part>(['trace', 'logs', 'metrics', 'context', 'propagation']);
  const apis: object[] = [];
  function release(...parts: readonly Part[]): void {
    for (const part of parts) {
      if (!ours.delete(part)) continue;
      for (const api of apis) call(readSafely(api, part), 'disable');
    }
  }
  function releaseAll(): void {
    if (!ours.has('trace')) return;
    release('trace', 'logs', 'metrics');
    end();
  }
  return (api) => {
    if (apis.some((known) => readSafely(known, 'trace') === readSafely(api, 'trace'))) return;
    apis.push(api);
    for (const part of ['trace', 'logs'] as const) watch(readSafely(api, part), PARTS[part], releaseAll);
    for (const part of ['metrics', 'context', 'propagation'] as const) {
      watch(readSafely(api, part), PARTS[part], () => release(part));
    }
  };
}

function watch(api: unknown, method: string, before: () => void): void {
  const original = readSafely(api, method);
  if (!isObject(api) || typeof original !== 'function') return;
  Reflect.defineProperty(api, method, {
    configurable: true,
    writable: true,
    value: function (this: unknown, ...args: unknown[]): unknown {
      before();
      return Reflect.apply(original, this, args);
    },
  });
}

function call(target: unknown, method: string): void {
  const found = readSafely(target, method);
  if (typeof found === 'function') Reflect.apply(found, target, []);
}
