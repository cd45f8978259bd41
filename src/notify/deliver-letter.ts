import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Occurrence } from '../aggregate/occurrence.ts';
import { readExcerpt, type Excerpt } from '../git/excerpt.ts';
import type { Repository } from '../git/repository.ts';
import type { Links } from '../links.ts';
import type { ErrorWeek, Letter, Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { composeMail, type ComposedMail } from './compose-mail.ts';
import type { MailSources } from './gather-content.ts';
import type { Delivery, Transport } from './transport.ts';

export type DeliverNeeds = {
  readonly store: Pick<Store, 'findErrorWeek'>;
  readonly transport: Transport;
  readonly repository: Pick<Repository, 'readLines'>;
  readonly links: Links;
  readonly config: MailSources['config'];
  readonly log: Log;
};

const LINES_AROUND = 5;

/** Composes a letter's mail from what the store knows of the error by now and sends it; rejects only when the store does. */
export function createDelivery(needs: DeliverNeeds): (letter: Letter) => Promise<Delivery> {
  const { store, transport, log } = needs;

  async function readAround({ revision, blamed }: Occurrence): Promise<Excerpt | null> {
    try {
      return await readExcerpt(needs.repository, revision.commit, blamed.path, blamed.line, LINES_AROUND);
    } catch (error) {
      log.warn({ err: error, path: blamed.path }, 'a mail goes out without the code, git could not be asked');
      return null;
    }
  }

  async function compose(letter: Letter, error: ErrorWeek): Promise<ComposedMail | null> {
    try {
      const occurrence = readOccurrence(error.occurrence);
      const excerpt = await readAround(occurrence);
      return composeMail({ ...needs, letter, error, occurrence, excerpt });
    } catch (failure) {
      log.error({ err: failure, letter: letter.id }, 'a mail could not be composed');
      return null;
    }
  }

  return async function deliver(letter) {
    const { errorId, weekMs } = letter;
    const error = await store.findErrorWeek({ errorId, weekMs });
    if (error?.weekMs !== weekMs) return { is: 'failed', because: 'the error has been deleted since' };
    const mail = await compose(letter, error);
    if (mail === null) return { is: 'failed', because: 'the mail could not be composed, see the log' };
    return transport.send(mail);
  };
}
