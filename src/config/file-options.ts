/** What `flawless.yaml`, or the original's `flawless.cfg`, says. `locate` and `hidden` are as in `YamlFile` and `Validate`; without a file they know nothing. */
export type FileOptions = {
  readonly value: unknown;
  readonly problems: readonly string[];
  /** Options about which `problems` says enough. */
  readonly broken: ReadonlySet<string>;
  readonly locate: (path: readonly string[], key?: string) => string | undefined;
  readonly hidden: (path: readonly string[]) => string | undefined;
  /** The file could not be read, so that nothing can be said about what is missing in it. */
  readonly unread: boolean;
};

/** Of a file that could not be read. */
export function noOptions(problems: readonly string[]): FileOptions {
  return {
    value: {},
    problems,
    broken: new Set(),
    locate: () => undefined,
    hidden: () => undefined,
    unread: true,
  };
}
