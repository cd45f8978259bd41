import { findPackagedFile, type Manager } from './packaged-file.ts';

/** The folders that hold the source of a package, by its name; a folder ends in `/`, or is empty at the top. */
export type OwnPackages = ReadonlyMap<string, readonly string[]>;

/** Python's packages are told by the folders they are in. */
export type NamingManager = Exclude<Manager, 'python'>;

export type OwnPackagesNeeds = {
  readonly paths: readonly string[];
  /** Null when the file is too large to be a manifest. */
  readonly readText: (path: string) => Promise<string | null>;
  /** Names of directories that hold packages of others. */
  readonly packageDirectories: ReadonlySet<string>;
};

/** Reads what the manifests of one package manager call the repository's own packages. */
export async function readOwnPackages(
  manager: NamingManager,
  { paths, readText, packageDirectories }: OwnPackagesNeeds,
): Promise<OwnPackages> {
  const { isManifest, readName, folder = '' } = MANIFESTS[manager];
  const manifests = paths
    .filter((path) => isManifest.test(path) && findPackagedFile(path, packageDirectories) === null)
    .slice(0, MOST_MANIFESTS);
  const named = await Promise.all(
    manifests.map(async (path) => ({ path, name: readName((await readText(path)) ?? '', path) })),
  );
  const groups = Map.groupBy(
    named.filter(({ name }) => name !== ''),
    ({ name }) => name,
  );
  return new Map([...groups].map(([name, ours]) => [name, ours.map(({ path }) => toFolder(path, folder))]));
}

// A repository with more is a collection of them, or of fixtures.
const MOST_MANIFESTS = 2_000;

type Manifest = {
  readonly isManifest: RegExp;
  /** Empty when it has no name. */
  readonly readName: (text: string, path: string) => string;
  /** Where in the package it lies. */
  readonly folder?: string;
};

const MANIFESTS: Readonly<Record<NamingManager, Manifest>> = {
  npm: { isManifest: /(?:^|\/)package\.json$/, readName: readJsonName },
  go: { isManifest: /(?:^|\/)go\.mod$/, readName: (text) => readFirst(/^module\s+"?([^\s"]+)/m, text) },
  gem: { isManifest: /\.gemspec$/, readName: (_, path) => readFirst(/([^/]+)\.gemspec$/, path) },
  mix: { isManifest: /(?:^|\/)mix\.exs$/, readName: (text) => readFirst(/\bapp:\s*:(\w+)/, text) },
  rebar: {
    isManifest: /(?:^|\/)src\/[^/]+\.app\.src$/,
    readName: (_, path) => readFirst(/([^/]+)\.app\.src$/, path),
    folder: 'src/',
  },
  pub: { isManifest: /(?:^|\/)pubspec\.yaml$/, readName: (text) => readFirst(/^name:\s*["']?(\w+)/m, text) },
};

function readFirst(pattern: RegExp, text: string): string {
  return pattern.exec(text)?.[1] ?? '';
}

function readJsonName(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text);
    const name = manifest instanceof Object && 'name' in manifest ? manifest.name : '';
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

function toFolder(manifest: string, folder: string): string {
  const dir = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  return dir.endsWith(folder) ? dir.slice(0, dir.length - folder.length) : dir;
}
