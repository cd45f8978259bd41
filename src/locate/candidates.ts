/** What one frame says of its place. */
export type Candidates =
  | {
      readonly where: 'ours';
      /** Never empty, the likeliest first. */
      readonly paths: readonly string[];
      readonly agreement: Agreement;
      /** The first is so much likelier that only other frames can speak for another. */
      readonly leads?: boolean;
      /** Nothing but the path speaks for them, so that their contents may speak against them. */
      readonly byPath?: true;
      /** What speaks against all of them: a clause. */
      readonly against?: string;
    }
  | { readonly where: 'library'; /** Below its package directory. */ readonly path: string }
  | { readonly where: 'runtime' }
  | {
      readonly where: 'nowhere';
      /** It is ours by its name, but the commit does not have it. */
      readonly isOurs?: true;
    };

/**
 * What speaks for a file: `whole`, its path or its full name in the language; `confirmed`, the package or namespace it
 * declares; `part`, the end of its path, or other frames; `name`, its name alone.
 */
export type Agreement = 'whole' | 'confirmed' | 'part' | 'name';
