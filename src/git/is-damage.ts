/**
 * Whether git says that its data is damaged, and not that something asked for isn't there. Wording: git's
 * `object-file.c`, `packfile.c`, `commit-graph.c`, `blame.c` and `setup.c`, 2.39.
 */
export function isDamage(message: string): boolean {
  // Names of files and refs are anybody's, hold quotes of their own, and may be too long for git to say more.
  return DAMAGE.test(message.replace(/'.*'|^fatal: (?:file|no such path) .*/g, ''));
}

const DAMAGE =
  /\bcorrupt|\binflate:|object file .* is empty|hash mismatch|not a git repository|unable to (?:unpack|parse)|(?:unable to|cannot|could not) read (?:tree|blob|[0-9a-f]{40})|is missing in the repository|missing (?:object|blob|tree|commit) [0-9a-f]{7}|bad tree|failed to traverse parents|cannot be accessed|directory of the repository, is gone|(?:index ?|pack)file .* (?:too (?:small|short)|wrong|does not match|unknown signature|unsupported hash|signature is|claims to have)|is not a GIT packfile|wrong index|non-monotonic index|bad object [0-9a-f]{40}/i;
