import type { ReportedNames } from './header.ts';
import { parseJavaFrame } from './java-frame.ts';
import { readJavaTrace } from './java-trace.ts';
import type { ThrownException } from './stack.ts';

/** Reads what the JVM and the OpenTelemetry SDK for Java print, whatever language the classes were written in. */
export function readJava(lines: readonly string[], reported: ReportedNames): readonly ThrownException[] {
  return readJavaTrace(lines, reported, parseJavaFrame);
}
