import type { LanguageFn } from 'highlight.js';

type LoadLanguage = () => Promise<{ readonly default: LanguageFn }>;

const javascript = () => import('highlight.js/lib/languages/javascript');
const typescript = () => import('highlight.js/lib/languages/typescript');
const xml = () => import('highlight.js/lib/languages/xml');
const python = () => import('highlight.js/lib/languages/python');
const java = () => import('highlight.js/lib/languages/java');
const kotlin = () => import('highlight.js/lib/languages/kotlin');
const scala = () => import('highlight.js/lib/languages/scala');
const groovy = () => import('highlight.js/lib/languages/groovy');
const clojure = () => import('highlight.js/lib/languages/clojure');
const go = () => import('highlight.js/lib/languages/go');
const csharp = () => import('highlight.js/lib/languages/csharp');
const fsharp = () => import('highlight.js/lib/languages/fsharp');
const vbnet = () => import('highlight.js/lib/languages/vbnet');
const ruby = () => import('highlight.js/lib/languages/ruby');
const php = () => import('highlight.js/lib/languages/php');
const rust = () => import('highlight.js/lib/languages/rust');
const elixir = () => import('highlight.js/lib/languages/elixir');
const erlang = () => import('highlight.js/lib/languages/erlang');
const swift = () => import('highlight.js/lib/languages/swift');
const dart = () => import('highlight.js/lib/languages/dart');
const cpp = () => import('highlight.js/lib/languages/cpp');
const objectivec = () => import('highlight.js/lib/languages/objectivec');

/** The grammar of a file by what its name ends with, loaded when it is first needed; null for other files. */
export function findLanguage(path: string): { readonly name: string; readonly load: LoadLanguage } | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const found = Object.entries(LANGUAGES).find(([, { endings }]) => endings.includes(ending));
  return found === undefined ? null : { name: found[0], load: found[1].load };
}

const LANGUAGES: Readonly<
  Record<string, { readonly endings: readonly string[]; readonly load: LoadLanguage }>
> = {
  javascript: { endings: ['js', 'mjs', 'cjs', 'jsx'], load: javascript },
  typescript: { endings: ['ts', 'mts', 'cts', 'tsx'], load: typescript },
  xml: { endings: ['vue', 'svelte', 'html', 'astro'], load: xml },
  python: { endings: ['py', 'pyx'], load: python },
  java: { endings: ['java'], load: java },
  kotlin: { endings: ['kt', 'kts'], load: kotlin },
  scala: { endings: ['scala', 'sc'], load: scala },
  groovy: { endings: ['groovy', 'gradle'], load: groovy },
  clojure: { endings: ['clj', 'cljc', 'cljs'], load: clojure },
  go: { endings: ['go'], load: go },
  csharp: { endings: ['cs', 'cshtml', 'razor'], load: csharp },
  fsharp: { endings: ['fs', 'fsx'], load: fsharp },
  vbnet: { endings: ['vb'], load: vbnet },
  ruby: { endings: ['rb', 'rake', 'erb'], load: ruby },
  php: { endings: ['php', 'phtml'], load: php },
  rust: { endings: ['rs'], load: rust },
  elixir: { endings: ['ex', 'exs'], load: elixir },
  erlang: { endings: ['erl', 'hrl'], load: erlang },
  swift: { endings: ['swift'], load: swift },
  dart: { endings: ['dart'], load: dart },
  cpp: { endings: ['c', 'h', 'cc', 'cpp', 'cxx', 'hpp'], load: cpp },
  objectivec: { endings: ['m', 'mm'], load: objectivec },
};
