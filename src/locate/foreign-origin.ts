import type { RepositoryTree } from './repository-tree.ts';

/**
 * What in front of a printed path says that its file is somebody else's, as a clause: webpack puts the name of the
 * package it was run in there. Null when nothing does.
 */
export async function findForeignOrigin(
  printed: string,
  service: string,
  { ownPackages }: Pick<RepositoryTree, 'ownPackages'>,
): Promise<string | null> {
  const name = /^(?:webpack|rspack):\/\/(@[^/]+\/[^/]+|[^/@]+)\//.exec(printed)?.[1];
  // What Next calls itself, whatever the application is called.
  if (name === undefined || name === '_N_E' || name === service) return null;
  const packages = await ownPackages('npm');
  return packages.size === 0 || packages.has(name)
    ? null
    : `no package of the repository is called ${name}, which the trace names`;
}

/** Whether a browser fetched the file from a host of the world, which may be anybody's. */
export function isFromWeb(printed: string): boolean {
  return /^https?:\/\/(?!localhost[:/]|127\.|\[::1\])/i.test(printed);
}
