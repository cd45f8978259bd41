import type { BlamedException } from '../blame/blame-exception.ts';
import { coversPath } from '../config/covers-path.ts';
import type { Rules, WatchedFile } from '../config/rules.ts';
import { isMailAddress } from '../mail-address.ts';

/** Owner, watchers and the known error's own recipients, each once; what is no address is left out. */
export function nameRecipients(blamed: BlamedException, rules: Rules): readonly string[] {
  const watchers = rules.watched_files.filter((entry) => isWatching(entry, blamed)).map(({ email }) => email);
  const wanted = [blamed.owner.email ?? '', ...watchers, ...(blamed.known?.email_recipients ?? [])];
  const byMailbox = new Map(wanted.filter(isMailAddress).map((email) => [email.toLowerCase(), email]));
  return [...byMailbox.values()];
}

function isWatching({ filepath, watch_all_errors }: WatchedFile, blamed: BlamedException): boolean {
  if (coversPath(filepath, blamed.blamed.path)) return true;
  return watch_all_errors && listPathsInTrace(blamed).some((path) => coversPath(filepath, path));
}

function listPathsInTrace({ exceptions }: BlamedException): readonly string[] {
  const places = exceptions.flatMap(({ frames }) => frames.map(({ place }) => place));
  return places.flatMap((place) => (place.where === 'ours' ? [place.path] : []));
}
