/** A source map that may speak for a file, not read yet. */
export type FoundMap = {
  /** Another key whenever the bytes may be others. */
  readonly key: string;
  readonly home: MapHome;
  /** Null when it is gone or too large. */
  load(): Promise<MapBytes | null>;
};

/**
 * What says that a map is this file's: `sure`, an ID, or a path with its folders; `text`, only the source that it may hold;
 * `doubtful`, the name of the file, or too little of its path.
 */
export type ClaimedMap = { readonly map: FoundMap; readonly claim: 'sure' | 'text' | 'doubtful' };

export type MapBytes = { readonly bytes: Uint8Array; readonly gzip: boolean };

/**
 * The path of the map, or of the code it is in: what the names of its sources are relative to. In an `upload` it begins with the name of
 * the folder that was uploaded, and nobody knows where in the repository that lies.
 */
export type MapHome = { readonly where: 'disk' | 'repository' | 'upload'; readonly path: string };

/** Compiled code that could be read, and what it says of its map. */
export type FoundCode = { readonly map: FoundMap | null; readonly debugId: string | null };

export const MAX_MAP_BYTES = 64 * 1024 * 1024;
export const MAX_CODE_BYTES = 32 * 1024 * 1024;
