/**
 * Options of git itself that have it use the `.mailmap` of a commit, or none for null; never a file elsewhere, that a
 * checkout's configuration names. Without them git would take the one of HEAD. Format: git-config(1), mailmap.blob and
 * mailmap.file.
 */
export function toMailmapConfiguration(commit: string | null): readonly string[] {
  return ['-c', 'mailmap.file=', '-c', `mailmap.blob=${commit === null ? '' : `${commit}:.mailmap`}`];
}
