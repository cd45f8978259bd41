import type { ReportedNames } from './header.ts';
import { readJavaTrace } from './java-trace.ts';
import { parsePhpFrame } from './php-frame.ts';
import { isPhpTraceLine, readPhpTrace } from './php-trace.ts';
import type { Frame, ThrownException } from './stack.ts';

/** Reads PHP's own traces (`#0 /app/x.php(12): f()`), and the form of Java's in which the OpenTelemetry SDK sends them. */
export function readPhp(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  const isOwn = lines.some(isPhpTraceLine);
  const exceptions = isOwn ? readPhpTrace(lines, reported) : readJavaTrace(lines, reported, parsePhpFrame);
  return exceptions.map((exception) => ({ ...exception, frames: dropBuiltin(exception.frames) }));
}

/** What a function of PHP itself throws is said to be thrown where it was called, so that line is there twice. */
function dropBuiltin(frames: readonly Frame[]): readonly Frame[] {
  const [thrown, caller] = frames;
  const isTwice = thrown && caller && thrown.file === caller.file && thrown.line === caller.line;
  return isTwice && thrown.file !== undefined ? frames.slice(1) : frames;
}
