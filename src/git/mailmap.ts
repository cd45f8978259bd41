/**
 * Options of git itself that have it use the `.mailmap` of a commit, or none. An older git in a bare repository, and any
 * other, would take the one of HEAD. Format: git-config(1), mailmap.blob.
 */
export function toMailmapConfiguration(
  { mailmap }: { readonly mailmap: boolean },
  commit: string,
): readonly string[] {
  return ['-c', `mailmap.blob=${mailmap ? `${commit}:.mailmap` : ''}`];
}
