/** A printed stack trace and the `telemetry.sdk.language` it is reported with. */
export type Trace = { readonly language: string; readonly text: string };

/** A trace of V8, innermost first: `total (/app/src/cart.js:2:7)`. */
export function v8(...frames: readonly string[]): Trace {
  return print('nodejs', ['TypeError: it broke', ...frames.map((frame) => `    at ${frame}`)]);
}

/** A traceback of CPython, innermost last: `/app/cart.py:2 total: return cart.sum`. */
export function python(...frames: readonly string[]): Trace {
  const rows = frames.map((frame) => {
    const [, file, line, name, text] = /^(\S+):(\d+) (\S+)(?:: (.*))?$/.exec(frame) ?? [];
    const head = `  File "${file}", line ${line}, in ${name}`;
    return text === undefined ? head : `${head}\n    ${text}`;
  });
  return print('python', ['Traceback (most recent call last):', ...rows, 'ValueError: it broke']);
}

/** A stack trace of the JVM, innermost first: `com.shop.Cart.total(Cart.java:2)`. */
export function java(...frames: readonly string[]): Trace {
  return print('java', [
    'java.lang.IllegalStateException: it broke',
    ...frames.map((frame) => `\tat ${frame}`),
  ]);
}

/** A goroutine, innermost first: `shop/cart.Total /app/cart/total.go:2`. */
export function go(...frames: readonly string[]): Trace {
  const rows = frames.map((frame) => {
    const [name, place] = frame.split(' ');
    return `${name}(...)\n\t${place} +0x1d`;
  });
  return print('go', ['panic: it broke', '', 'goroutine 1 [running]:', ...rows]);
}

/** A backtrace of Ruby as its SDK sends it, innermost first: `/app/lib/cart.rb:2:in 'total'`. */
export function ruby(...frames: readonly string[]): Trace {
  const [first = '', ...rest] = frames;
  return print('ruby', [`${first}: it broke (RuntimeError)`, ...rest.map((frame) => `\tfrom ${frame}`)]);
}

/** A trace of these lines. */
export function print(language: string, lines: readonly string[]): Trace {
  return { language, text: lines.join('\n') };
}
