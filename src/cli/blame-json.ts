import type { BlamedException } from '../blame/blame-exception.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import { listFateFacts } from '../web/traceback-fate.ts';
import { isCut, type FollowedTrace } from './judge-trace.ts';
import { takeFrames, type ShownFrame, type TakenException, type TakenFrame } from './take-frames.ts';

/**
 * What `flawless blame --json` prints. Names follow the `flawless.*` attributes where there is one; what could steer a
 * terminal is escaped.
 */
export function formatBlameJson(judged: FollowedTrace): string {
  const { located, verdict, since } = judged;
  const json = {
    ...('errorId' in verdict ? { verdict: 'blamed' } : describeNobody(verdict)),
    cut: isCut(judged),
    exceptions: takeFrames(judged).map(describeException),
    ...(located !== null && describeRevision(located)),
    ...('errorId' in verdict && { ...describeBlamed(verdict), since_then: listFateFacts(since) }),
  };
  return escapeControls(JSON.stringify(json, null, 2));
}

function describeNobody(verdict: { readonly ignored: string } | { readonly unblamed: string }) {
  if ('ignored' in verdict) return { verdict: 'ignored', reason: verdict.ignored };
  return { verdict: 'unblamed', reason: verdict.unblamed };
}

function describeException({ type, message, relation, frames }: TakenException) {
  return { type, message, relation, frames: frames.map(describeFrame) };
}

/** `file` is of the repository or below a library's directory, `trace_file` what the trace or its source map says. */
function describeFrame({ frame, taken, blamed }: TakenFrame) {
  const { place, file, text, ...printed } = frame;
  return {
    taken_as: taken.replaceAll(' ', '_'),
    blamed,
    ...describePlace(place),
    trace_file: file,
    trace_code: text,
    ...printed,
  };
}

function describePlace(place: ShownFrame['place']) {
  if (place === undefined || place.where === 'runtime' || place.where === 'nowhere') return {};
  if (place.where === 'library') return { file: place.path };
  const { path, code, agreement, others = [] } = place;
  return { file: path, code, agreement, ...(others.length > 0 && { could_also_be: others }) };
}

function describeRevision({ repository, revision: { commit, known, because } }: LocatedException) {
  return { repository, revision: { commit, known, because } };
}

function describeBlamed(verdict: BlamedException) {
  const { errorId, known, thrown, blamed, author, owner, confidence } = verdict;
  return {
    error: { id: errorId, known: known !== null, ...thrown },
    blame: {
      file: blamed.path,
      line: blamed.line,
      function: blamed.function,
      code: blamed.code,
      ...(author !== null && {
        commit: author.commit,
        author: { name: author.authorName, email: author.authorEmail },
        time: new Date(author.authoredAtMs).toISOString(),
        summary: author.summary,
      }),
      confidence: confidence.level,
      because: confidence.because,
    },
    owner: { email: owner.email, name: owner.name, because: owner.because, others: owner.others },
  };
}

/** JSON escapes the controls below U+0020 only. */
function escapeControls(json: string): string {
  return json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
