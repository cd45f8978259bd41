/** One line of a stack trace as its text says it; nothing here has been compared with a repository yet. */
export type Frame = {
  readonly function?: string;
  /**
   * What qualifies the function, as printed, beside or instead of a path: a Java, Kotlin, .NET or PHP class, a Go package,
   * an Elixir or Erlang module.
   */
  readonly module?: string;
  /** The path as printed, with `file://` removed and percent-escapes of URLs decoded. */
  readonly file?: string;
  /** What `file` is relative to, where a trace names it: an Elixir application. For Swift the binary the code is in. */
  readonly package?: string;
  /** `0x…`, or an offset from a symbol, where a trace has no line (Swift, obfuscated Dart). */
  readonly address?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, where the language prints one. */
  readonly column?: number;
  /** The line of code, where the trace quotes it (Python, and V8 above a SyntaxError). */
  readonly text?: string;
  /** Inside the language's own runtime (`node:internal/…`, `<anonymous>` builtins, `<frozen importlib>`). */
  readonly native?: boolean;
  readonly async?: boolean;
  readonly eval?: boolean;
};

/** How an exception hangs on its parent: `root` is the one that was thrown last and reached the handler. */
export type Relation = 'root' | 'cause' | 'context' | 'suppressed' | 'group';

export type ThrownException = {
  /** Empty when neither the trace nor the reporter names it. */
  readonly type: string;
  readonly message: string;
  readonly relation: Relation;
  /** Innermost first: `frames[0]` is where it was raised. */
  readonly frames: readonly Frame[];
};

/**
 * The chain, the exception that reached the handler first, its root cause last. A group stands before its members, after
 * its own causes, and each member is followed by its causes. Empty when nothing could be read.
 */
export type ParsedStack = { readonly exceptions: readonly ThrownException[] };
