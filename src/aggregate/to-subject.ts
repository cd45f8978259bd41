import type { BlamedException } from '../blame/blame-exception.ts';
import type { MailTerms } from '../store/mail-terms.ts';
import type { Subject } from '../store/store.ts';
import { writeOccurrence } from './occurrence.ts';

/** What the store keeps of an error. The document is written when it is read, which most often it is not. */
export function toSubject(blamed: BlamedException, terms: MailTerms): Subject {
  const { errorId, author, known, thrown, reported } = blamed;
  const { path, function: name, line, code } = blamed.blamed;
  return {
    errorId,
    path,
    function: name ?? null,
    line,
    code: code ?? null,
    developer: author?.authorEmail ?? null,
    codeChangedAtMs: author?.authoredAtMs ?? null,
    known: known !== null,
    type: thrown.type,
    origin: {
      service: reported.service,
      version: reported.serviceVersion ?? null,
      host: reported.host ?? null,
    },
    terms,
    get occurrence() {
      return writeOccurrence(blamed);
    },
  };
}
