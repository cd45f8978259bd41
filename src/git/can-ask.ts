const MAX_NAME_CHARACTERS = 8_192;

/**
 * Whether `git cat-file --batch-command` can be asked for an object by this name: it fits on a line of its own, is still
 * the one the repository has after it was read as UTF-8, and is none of the paths relative to a checkout, on which git
 * gives up.
 */
export function canAsk(name: string): boolean {
  return name.length <= MAX_NAME_CHARACTERS && !/[\0\r\n\ufffd]|^[^:]*:\.\.?\//.test(name);
}
