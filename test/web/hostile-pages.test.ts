import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  collectLoginPages,
  collectPages,
  LOGIN_CONFIG,
  NAUGHTY,
  openHostileWorld,
  type HostilePage,
} from './hostile-pages.ts';
import { listTags, listValues } from './read-page.ts';
import { openWebWorld } from './web-world.ts';

/** The tags that pages are made of, each with the names of its attributes. */
function readVocabulary(pages: readonly HostilePage[]): ReadonlySet<string> {
  return new Set(pages.flatMap(({ text }) => listTags(text)));
}

function checkPage({ name, headers, text }: HostilePage, vocabulary: ReadonlySet<string>): void {
  const foreign = listTags(text).filter((tag) => !vocabulary.has(tag));
  assert.deepEqual(foreign, [], name);
  assert.doesNotMatch(text, /<naughty-tag/, name);
  for (const attribute of ['href', 'src', 'action'])
    for (const value of listValues(text, attribute))
      assert.match(value, /^(?:\/(?!\/)|#|data:image\/svg\+xml|https:\/\/traces\.example\.com\/)/, name);
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  assert.doesNotMatch(headers.getSetCookie().join(), /naughty/);
}

// Words that are wrong, right, and too long to stand in an address make different pages, all of them ours.
const HARMLESS = ['a@b.c', 'src/a.js', 'Error', '7', 'x'.repeat(1_300), '/a'];

test('no text from outside becomes a tag or an attribute of any page', async (t) => {
  const harmless = [];
  for (const text of HARMLESS) harmless.push(...(await collectPages(await openHostileWorld(t, text), text)));
  const vocabulary = readVocabulary(harmless);
  assert.ok(vocabulary.size > 30);
  // Several at once, since each takes a world of its own; a browser reads them one by one.
  for (const text of joinByFive(NAUGHTY)) {
    const world = await openHostileWorld(t, text);
    const pages = await collectPages(world, text);
    assert.ok(pages.filter((page) => page.text.includes('naughty')).length > 20);
    for (const page of pages) checkPage(page, vocabulary);
  }
});

function joinByFive(texts: readonly string[]): readonly string[] {
  const groups = Object.values(
    Object.groupBy(texts, (text) => texts.indexOf(text) % Math.ceil(texts.length / 5)),
  );
  return groups.map((group) => group?.join(' ') ?? '');
}

test('no text from outside becomes a tag or an attribute of the page to log in', async (t) => {
  const world = await openWebWorld(t, { config: LOGIN_CONFIG });
  const vocabulary = readVocabulary(await collectLoginPages(world, 'harmless'));
  for (const text of NAUGHTY.slice(0, 8))
    for (const page of await collectLoginPages(world, text)) checkPage(page, vocabulary);
});
