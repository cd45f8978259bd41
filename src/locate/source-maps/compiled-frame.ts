import type { Frame } from '../../parse/stack.ts';

/** A frame of which a source map may know more. */
export type CompiledFrame = Frame & { readonly file: string; readonly line: number };

const COMPILED = /\.(?:[cm]?js|jsx|bundle)$/i;

/** Whether a frame has a line of JavaScript. What names a `.ts` or `.vue` file has been mapped already, or was never compiled. */
export function isCompiled(frame: Frame): frame is CompiledFrame {
  const { file, line, native } = frame;
  return native !== true && file !== undefined && line !== undefined && line > 0 && COMPILED.test(file);
}

/** Whether a file is an installed package's: its map leads to sources that are nobody's here. */
export function isInstalled(file: string): boolean {
  return /(?:^|[/\\])node_modules[/\\]/.test(file);
}
