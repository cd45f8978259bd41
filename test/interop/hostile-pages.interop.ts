import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import {
  collectLoginPages,
  collectPages,
  LOGIN_CONFIG,
  NAUGHTY,
  openHostileWorld,
  type HostilePage,
} from '../web/hostile-pages.ts';
import { openWebWorld } from '../web/web-world.ts';
import { runTool } from './run-tool.ts';

/** An element as a browser's parser made it: its name, its attributes, and where its links lead. */
type Seen = {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly links: readonly string[];
};

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--virtual-time-budget=60000',
];

/** Lets Chromium's own parser read pages, and tells the different elements of each. */
async function parseInBrowser(
  dir: string,
  pages: readonly HostilePage[],
): Promise<readonly (readonly Seen[])[]> {
  const texts = Buffer.from(JSON.stringify(pages.map(({ text }) => text))).toString('base64');
  const file = join(dir, 'pages.html');
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><pre id="out"></pre><script>${PARSE}("${texts}")</script>`,
  );
  const args = [...FLAGS, `--user-data-dir=${join(dir, 'profile')}`, '--dump-dom', `file://${file}`];
  const ifMissing = 'Install the Debian package chromium, or name another program in CHROMIUM.';
  const dom = await runTool(process.env['CHROMIUM'] ?? 'chromium', args, { cwd: dir, ifMissing });
  const out = /<pre id="out">([A-Za-z0-9+/=]+)<\/pre>/.exec(dom)?.[1] ?? '';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the script below
  return JSON.parse(Buffer.from(out, 'base64').toString('utf8')) as readonly (readonly Seen[])[];
}

const PARSE = `(function (base64) {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const pages = JSON.parse(new TextDecoder().decode(bytes(base64)));
  const seen = pages.map((text) => {
    const different = new Map();
    for (const element of new DOMParser().parseFromString(text, 'text/html').querySelectorAll('*')) {
      const attributes = [...element.attributes].map((one) => one.name).sort();
      const links = [...element.attributes].filter((one) => /^(?:href|src|action|formaction|data|srcdoc|style)$/.test(one.name)).map((one) => one.value);
      const one = { name: element.localName, attributes, links };
      different.set(JSON.stringify(one), one);
    }
    return [...different.values()];
  });
  const json = new TextEncoder().encode(JSON.stringify(seen));
  let out = '';
  for (const byte of json) out += String.fromCharCode(byte);
  document.getElementById('out').textContent = btoa(out);
})`;

const HARMLESS = ['a@b.c', 'src/a.js', 'Error', '7', 'x'.repeat(1_300), '/a'];

const describe = ({ name, attributes }: Seen): string => [name, ...attributes].join(' ');

test('a browser finds no element and no attribute in any page that came from outside', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const collect = async (text: string) => {
    const locked = await openWebWorld(t, { config: LOGIN_CONFIG });
    return [
      ...(await collectPages(await openHostileWorld(t, text), text)),
      ...(await collectLoginPages(locked, text)),
    ];
  };
  const harmless = [];
  for (const text of HARMLESS) harmless.push(...(await collect(text)));
  const vocabulary = new Set((await parseInBrowser(dir, harmless)).flat().map(describe));
  assert.ok(vocabulary.size > 30);
  for (const text of NAUGHTY) {
    const pages = await collect(text);
    const parsed = await parseInBrowser(dir, pages);
    assert.equal(parsed.length, pages.length);
    for (const [index, elements] of parsed.entries()) {
      const about = `${JSON.stringify(text)} on ${pages[index]?.name}`;
      assert.deepEqual(
        elements.map(describe).filter((one) => !vocabulary.has(one)),
        [],
        about,
      );
      for (const link of elements.flatMap(({ links }) => links))
        assert.match(link, /^(?:\/(?!\/)|#|data:image\/svg\+xml|https:\/\/traces\.example\.com\/)/, about);
    }
  }
});
