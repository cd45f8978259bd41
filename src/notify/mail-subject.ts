import { cleanLine, cleanPath, cutPath } from './clean-text.ts';

const MAX_SUBJECT = 150;
const MAX_WHERE = 60;

/** `Error on <host or service> in <file>`: one line of at most 150 characters; a long path keeps its end. */
export function nameSubject(where: string, path: string): string {
  const place = cleanLine(where, MAX_WHERE) || 'an unnamed service';
  const beginning = `Error on ${breakWords(place)} in `;
  const file = breakWords(cleanPath(path, MAX_SUBJECT)) || 'an unnamed file';
  return beginning + cutPath(file, MAX_SUBJECT - beginning.length);
}

/** Readers decode what looks like an encoded word (RFC 2047), and that could hold line breaks again. */
export function breakWords(text: string): string {
  return text.replaceAll('=?', '= ?');
}
