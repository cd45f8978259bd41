import type { Agreement, Candidates } from './candidates.ts';
import { createFinder, type FindNeeds } from './find-candidates.ts';
import type { Settled } from './find-mounted.ts';
import type { ThrownException } from '../parse/stack.ts';
import type { RepositoryTree, SearchedTree } from './repository-tree.ts';
import { settleCandidates, type Evidence } from './settle-candidates.ts';
import type { MappedFrame } from './source-maps/source-mapper.ts';
import { toTracePath } from './trace-path.ts';

/** A frame and the place it speaks of. */
export type LocatedFrame = MappedFrame & { readonly place: Place };

export type Place =
  | {
      readonly where: 'ours';
      readonly path: string;
      readonly agreement: Agreement;
      /** Other files the frame could mean as well. */ readonly others?: readonly string[];
      /** What speaks against the file: a clause. */ readonly against?: string;
      /** The line as it stands in the revision. */ readonly code?: string;
    }
  | { readonly where: 'library'; /** Below its package directory. */ readonly path: string }
  | { readonly where: 'runtime' }
  | { readonly where: 'nowhere'; /** Ours by its name, but not in the commit. */ readonly isOurs?: true };

export type LocatedThrow = Omit<ThrownException, 'frames'> & { readonly frames: readonly LocatedFrame[] };

/** An exception whose compiled frames have been led to their sources. */
export type MappedThrow = Omit<ThrownException, 'frames'> & { readonly frames: readonly MappedFrame[] };

export type PlaceContext = Omit<Evidence, 'settled'>;

type OpenFrame = { readonly frame: MappedFrame; readonly candidates: Candidates };

/** Places all frames of a chain together, for those whose file is certain decide about those whose is not. */
export function createFramePlacer(needs: FindNeeds) {
  const findCandidates = createFinder(needs);

  async function open(frame: MappedFrame, tree: SearchedTree): Promise<OpenFrame> {
    const candidates = await findCandidates(frame, tree);
    if (candidates.where !== 'nowhere' || frame.compiled === undefined) return { frame, candidates };
    const { compiled, ...mapped } = frame;
    const compiledFrame = { ...mapped, ...compiled, text: undefined };
    return { frame: compiledFrame, candidates: await findCandidates(compiledFrame, tree) };
  }

  return async function placeFrames(
    chain: readonly MappedThrow[],
    context: PlaceContext,
  ): Promise<readonly LocatedThrow[]> {
    // Threads, recursion and causes repeat their frames.
    const different = new Map(chain.flatMap(({ frames }) => frames.map((frame) => [toKey(frame), frame])));
    const opened = await Promise.all(
      [...different].map(async ([key, frame]) => [key, await open(frame, context.tree)] as const),
    );
    const settled = opened.flatMap(([, one]) => toSettled(one));
    const placed = new Map(
      await Promise.all(
        opened.map(async ([key, one]) => [key, await settle(one, settled, context)] as const),
      ),
    );
    return chain.map((thrown) => ({
      ...thrown,
      frames: thrown.frames.map(
        (frame) => placed.get(toKey(frame)) ?? { ...frame, place: { where: 'nowhere' } },
      ),
    }));
  };
}

function toKey(frame: MappedFrame): string {
  return JSON.stringify(Object.entries(frame).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function toSettled({ frame, candidates }: OpenFrame): readonly Settled[] {
  if (candidates.where !== 'ours' || candidates.agreement === 'name') return [];
  const [path = '', ...others] = candidates.paths;
  return others.length > 0 ? [] : [{ tracePath: toTracePath(frame.file ?? '') ?? '', path }];
}

async function settle(
  { frame, candidates }: OpenFrame,
  settled: readonly Settled[],
  context: PlaceContext,
): Promise<LocatedFrame> {
  if (candidates.where !== 'ours') return { ...frame, place: candidates };
  const choice = await settleCandidates({ frame, candidates }, { ...context, settled });
  if (choice === null) return { ...frame, place: { where: 'nowhere' } };
  const code = await readLine(choice.path, frame.line, context.tree);
  return { ...frame, place: { where: 'ours', ...choice, ...(code !== undefined && { code }) } };
}

async function readLine(
  path: string,
  line: number | undefined,
  tree: RepositoryTree,
): Promise<string | undefined> {
  const lines = line === undefined ? null : await tree.readLines(path);
  return lines?.[(line ?? 0) - 1];
}
