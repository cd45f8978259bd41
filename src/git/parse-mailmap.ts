import type { Person } from './read-co-authors.ts';

/** A person by the name and address that a `.mailmap` has for them; null when it says nothing of them. */
export type MapPerson = (person: Person) => Person | null;

type Proper = Partial<Person>;

/** What stands under an address: for everybody who has it, and for those of one name. */
type Entry = { anybody: Proper; readonly byName: Map<string, Proper> };

/** Reads a `.mailmap`; of several lines about the same, the last one counts. Format: gitmailmap(5). */
export function parseMailmap(text: string): MapPerson {
  const entries = new Map<string, Entry>();
  for (const line of text.split('\n').flatMap(readLine)) addLine(entries, line);
  return (person) => {
    const entry = entries.get(toKey(person.email));
    const proper = entry?.byName.get(toKey(person.name)) ?? entry?.anybody;
    return proper === undefined || Object.keys(proper).length === 0 ? null : { ...person, ...proper };
  };
}

type Line = { readonly proper: Proper; readonly name: string; readonly email: string };

/** `Proper Name <proper@address> Name <address>`, of which the first or both names, and the first address may be missing. */
function readLine(line: string): readonly Line[] {
  if (line.startsWith('#')) return [];
  const first = readPerson(line, 0);
  if (first === null || first.email === '') return [];
  const second = readPerson(line, first.end);
  const name = first.name === '' ? {} : { name: first.name };
  if (second === null) return [{ proper: name, name: '', email: first.email }];
  return [{ proper: { ...name, email: first.email }, name: second.name, email: second.email }];
}

function readPerson(line: string, start: number) {
  const open = line.indexOf('<', start);
  const close = line.indexOf('>', open);
  if (open === -1 || close === -1) return null;
  return { name: line.slice(start, open).trim(), email: line.slice(open + 1, close), end: close + 1 };
}

function addLine(entries: Map<string, Entry>, { proper, name, email }: Line): void {
  const entry = entries.get(toKey(email)) ?? { anybody: {}, byName: new Map() };
  if (name === '') entry.anybody = { ...entry.anybody, ...proper };
  else entry.byName.set(toKey(name), proper);
  entries.set(toKey(email), entry);
}

// git compares names and addresses without regard to the case of ASCII letters.
function toKey(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
