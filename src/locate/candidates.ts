/** What one frame says of its place. */
export type Candidates =
  | {
      readonly where: 'ours';
      /** Never empty, the likeliest first. */
      readonly paths: readonly string[];
      readonly agreement: Agreement;
      /** The first is so much likelier that only other frames can speak for another. */
      readonly leads?: boolean;
    }
  | { readonly where: 'library'; /** Below its package directory. */ readonly path: string }
  | { readonly where: 'runtime' }
  | { readonly where: 'nowhere' };

/**
 * What speaks for a file: `whole`, its path or its full name in the language; `confirmed`, the package or namespace it
 * declares; `part`, the end of its path, or other frames; `name`, its name alone.
 */
export type Agreement = 'whole' | 'confirmed' | 'part' | 'name';
