/** A file of a package, as its trace's path tells: what a package manager put where it puts packages. */
export type PackagedFile = {
  /** Whose names `name` is one of; null for a runtime's own library or a directory the options name. */
  readonly manager: Manager | null;
  readonly name: string;
  /** The path inside the package. */
  readonly within: string;
  /** How rule files name it: the path below the package directory, without the package's version. */
  readonly path: string;
};

export type Manager = 'npm' | 'python' | 'go' | 'gem' | 'mix' | 'rebar' | 'pub';

/** The package a path lies in, innermost first; null when it lies in none. `directories` are names of package directories. */
export function findPackagedFile(path: string, directories: ReadonlySet<string>): PackagedFile | null {
  const segments = path.split('/');
  for (const layout of LAYOUTS) {
    const found = layout(segments, path);
    if (found !== null) return found;
  }
  return inDirectory(segments, directories);
}

/** Reads a path's segments; null when the path is not laid out so. */
type Layout = (segments: readonly string[], path: string) => PackagedFile | null;

/** `pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go`; with -trimpath without what stands before. */
const inGoModule: Layout = (segments) => {
  const at = segments.findLastIndex((segment) => /.@v\d/.test(segment));
  if (at < 0) return null;
  const from = segments.lastIndexOf('mod', at) + 1;
  const named = segments.slice(from, at + 1).join('/');
  // Capitals are written as `!` and a small letter, see `go help goproxy`.
  const name = named
    .slice(0, named.lastIndexOf('@'))
    .replace(/!([a-z])/g, (_, small: string) => small.toUpperCase());
  return inPackage('go', name.replace(/^\//, ''), segments.slice(at + 1));
};

/** `registry/src/index.crates.io-6f17d22bba15001f/serde-1.0.219/src/de.rs` and `git/checkouts/serde-1a2b3c/4d5e6f/src/de.rs`. */
const inCrate: Layout = (segments, path) => {
  const checkout = findPair(segments, 'git', 'checkouts');
  if (checkout >= 0)
    return inPackage(null, dropVersion(segments[checkout + 2]), segments.slice(checkout + 4));
  // Wherever Cargo, Bazel, Nix and Debian put a crate, its version is in the name of its folder.
  const at = path.endsWith('.rs')
    ? segments.findLastIndex((s, i) => CRATE.test(s) && segments[i + 1] === 'src')
    : -1;
  return at < 0 ? null : inPackage(null, dropVersion(segments[at]), segments.slice(at + 1));
};

const CRATE = /^[\w-]{1,100}-\d+\.\d+\.\d+/;

/** `gems/rack-3.0.8/lib/rack.rb`, and of git `bundler/gems/rack-1a2b3c4d5e6f/lib/rack.rb`. */
const inGem: Layout = (segments) => {
  const at = segments.findLastIndex((segment, i) => segment === 'gems' && hasVersion(segments[i + 1]));
  return at < 0 ? null : inPackage('gem', dropVersion(segments[at + 1]), segments.slice(at + 2));
};

/** Ruby's own: `lib/ruby/3.3.0/json/common.rb`, JRuby's `lib/ruby/stdlib/json.rb`, Debian's `lib/ruby/vendor_ruby/rack.rb`. */
const inRuby: Layout = (segments, path) => {
  const ruby = path.endsWith('.rb') ? findPair(segments, 'lib', 'ruby') : -1;
  const from = segments.findIndex((segment, i) => i > ruby + 1 && !RUBY_FOLDER.test(segment));
  return ruby < 0 || from <= ruby + 2 ? null : inRuntime(segments.slice(from));
};

const RUBY_FOLDER = /^(?:\d+\.\d+\.\d+.*|stdlib|site_ruby|vendor_ruby)$/;

/** Debian's `/usr/share/nodejs/koa/lib/application.js`, and the caches of Deno and Bun. */
const inJavaScriptCache: Layout = (segments) => {
  const debian = findPair(segments, 'share', 'nodejs');
  if (debian >= 0) return inRuntime(segments.slice(debian + 2));
  const deno = findPair(segments, 'npm', 'registry.npmjs.org');
  if (deno >= 0)
    return inRuntime(segments.slice(deno + 2).filter((segment) => !/^\d+\.\d+\.\d+/.test(segment)));
  const bun = findPair(segments, 'install', 'cache');
  if (bun < 0) return null;
  return inRuntime(segments.slice(bun + 2).map((segment) => segment.replace(/(?<=.)@.*$/, '')));
};

/** The runtime of AWS Lambda, and the layers put beside the function. */
const inLambda: Layout = (segments) => {
  const [root, first, second] = segments;
  if (root !== '') return null;
  if (first === 'var' && second === 'runtime') return inRuntime(segments.slice(3));
  return first === 'opt' && second === 'python' ? inRuntime(segments.slice(3)) : null;
};

/** `deps/plug/lib/plug.ex`. */
const inMixDependency: Layout = (segments, path) => {
  const at = /\.(?:exs?|[eh]rl)$/.test(path) ? segments.lastIndexOf('deps') : -1;
  return at < 0 ? null : inPackage('mix', segments[at + 1], segments.slice(at + 2));
};

/** `.pub-cache/hosted/pub.dev/http-1.2.0/lib/src/client.dart`. */
const inPubCache: Layout = (segments) => {
  const at = findPair(segments, '.pub-cache', 'hosted');
  return at < 0 ? null : inPackage('pub', dropVersion(segments[at + 3]), segments.slice(at + 4));
};

/** `.build/checkouts/swift-nio/Sources/NIOCore/Channel.swift`, as Swift's package manager and Xcode have it. */
const inSwiftCheckout: Layout = (segments, path) => {
  const at = path.endsWith('.swift') ? segments.lastIndexOf('checkouts') : -1;
  return at < 0 ? null : inPackage(null, segments[at + 1], segments.slice(at + 2));
};

/** `requests-2.32-py3-none-any.whl/requests/api.py`, as pex and zipped applications have it. */
const inWheel: Layout = (segments) => {
  const at = segments.findLastIndex((segment) => /\.(?:whl|egg)$/.test(segment));
  return at < 0 ? null : inPackage('python', segments[at + 1], segments.slice(at + 2));
};

/** CPython's own: `lib/python3.12/json/decoder.py`, or zipped. Debian keeps packages in a directory below it. */
const inPython: Layout = (segments) => {
  const at = segments.findLastIndex((segment, i) => isPythonLibrary(segment, segments[i - 1] ?? ''));
  return at < 0 || /^(?:site|dist)-packages$/.test(segments[at + 1] ?? '')
    ? null
    : inRuntime(segments.slice(at + 1));
};

function isPythonLibrary(segment: string, above: string): boolean {
  if (/^python\d(?:\.\d+)?(?:\.zip)?$/.test(segment)) return above.startsWith('lib');
  // As Windows has it: `C:\Python312\Lib\json\decoder.py`.
  return segment === 'Lib' && /^python\d*$/i.test(above);
}

/** Composer's, Go's and Cargo's `vendor`, which other languages use for code of their own. */
const inVendor: Layout = (segments, path) => {
  const at = /\.(?:php|go|rs)$/.test(path) ? segments.lastIndexOf('vendor') : -1;
  return at < 0 ? null : inRuntime(segments.slice(at + 1));
};

/** What Deno and browsers fetch from a public server of packages: `deno.land/std@0.224.0/http/server.ts`. */
const onServer: Layout = (segments) => (SERVER.test(segments[0] ?? '') ? inRuntime(segments) : null);

const SERVER = /^(?:deno\.land|jsr\.io|esm\.sh|cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com)$/;

const LAYOUTS: readonly Layout[] = [
  inGoModule,
  inCrate,
  inGem,
  inRuby,
  inJavaScriptCache,
  inLambda,
  inMixDependency,
  inPubCache,
  inSwiftCheckout,
  inWheel,
  inPython,
  inVendor,
  onServer,
];

function inDirectory(segments: readonly string[], directories: ReadonlySet<string>): PackagedFile | null {
  const at = segments.findLastIndex((segment) => directories.has(segment));
  const below = segments.slice(at + 1);
  if (at < 0 || below.length === 0) return null;
  const manager = MANAGERS[segments[at] ?? ''] ?? null;
  const named = manager === 'npm' && below[0]?.startsWith('@') ? 2 : 1;
  return inPackage(manager, below.slice(0, named).join('/'), below.slice(named));
}

const MANAGERS: Readonly<Record<string, Manager>> = {
  node_modules: 'npm',
  'site-packages': 'python',
  'dist-packages': 'python',
};

function inPackage(
  manager: Manager | null,
  name: string | undefined,
  within: readonly string[],
): PackagedFile | null {
  if (name === undefined) return null;
  const path = [name, ...within].join('/');
  // What pip installs has no folder of its own: the package itself is the first.
  return { manager, name, within: manager === 'python' ? path : within.join('/'), path };
}

function inRuntime(below: readonly string[]): PackagedFile | null {
  return below.length === 0 ? null : { manager: null, name: '', within: '', path: below.join('/') };
}

function findPair(segments: readonly string[], first: string, second: string): number {
  return segments.findLastIndex((segment, i) => segment === first && segments[i + 1] === second);
}

const VERSION = /-(?:\d[\w.+-]*|[0-9a-f]{6,40})$/;

function hasVersion(segment: string | undefined): boolean {
  return VERSION.test(segment ?? '');
}

function dropVersion(segment: string | undefined): string | undefined {
  return segment?.replace(VERSION, '');
}
