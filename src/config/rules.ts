import type { FormatName } from './formats.ts';

/** Code that a rule is about. `null` matches anything; fragments match once white space is collapsed. */
export type CodeRule = {
  /** A repository path, or for library code the path below its package directory. */
  readonly filename: string;
  readonly function_name: string | null;
  readonly code_fragment: string | null;
};

export type KnownError = CodeRule & {
  readonly min_alert_threshold: number | null;
  readonly max_alert_threshold: number | null;
  readonly alert_every_n_occurrences: number | null;
  readonly email_recipients: readonly string[];
  readonly email_header: string | null;
};

export type WatchedFile = {
  readonly email: string;
  readonly filepath: string;
  readonly watch_all_errors: boolean;
};

export type EmailRemapping = { readonly remap: string; readonly to: string };

/** `type` is exact, or a glob in which `*` stands for any characters. */
export type IgnoredException = { readonly type: string };

export type FileDisownership = {
  readonly email: string;
  readonly filepath: string;
  readonly designated_email: string;
};

/** The entries of all rule files; a kind is also the stem of its file. */
export type Rules = {
  readonly building_blocks: readonly CodeRule[];
  readonly known_errors: readonly KnownError[];
  readonly third_party_whitelist: readonly CodeRule[];
  readonly watched_files: readonly WatchedFile[];
  readonly email_remapping: readonly EmailRemapping[];
  readonly ignored_exceptions: readonly IgnoredException[];
  readonly file_disownership: readonly FileDisownership[];
};

export type RuleKind = keyof Rules;

/** One field of an entry. A field without a default is required; null in a file means the default. */
export type RuleField = {
  readonly type: 'string' | 'integer' | 'boolean' | 'list';
  readonly format?: FormatName;
  readonly default?: null | boolean | readonly string[];
  readonly about: string;
};

export type RuleFile = { readonly about: string; readonly fields: Readonly<Record<string, RuleField>> };

const FILEPATH: RuleField = {
  type: 'string',
  format: 'repository-path',
  about: 'Path of a file or folder in the repository.',
};

const CODE: Readonly<Record<string, RuleField>> = {
  filename: {
    type: 'string',
    format: 'repository-path',
    about: 'Path in the repository; for library code, the path below its package directory.',
  },
  function_name: {
    type: 'string',
    default: null,
    about: 'Name of the function; without it, every function of the file.',
  },
  code_fragment: {
    type: 'string',
    default: null,
    about: 'The line of code or a part of it, white space aside; without it, every line.',
  },
};

export const RULE_FILES: Readonly<Record<RuleKind, RuleFile>> = {
  building_blocks: {
    about: 'Library-like code: when an error is raised there, the code that called it is blamed.',
    fields: CODE,
  },
  known_errors: {
    about: 'Errors people expect: mailed by their own thresholds, or not at all when none is given.',
    fields: {
      ...CODE,
      min_alert_threshold: {
        type: 'integer',
        default: null,
        about: 'Occurrences in a week before the mail is sent.',
      },
      max_alert_threshold: {
        type: 'integer',
        default: null,
        about: 'Occurrences in a week beyond which no further one brings a mail.',
      },
      alert_every_n_occurrences: {
        type: 'integer',
        default: null,
        about: 'Send a mail each time this many more have occurred in a week.',
      },
      email_recipients: {
        type: 'list',
        format: 'email',
        default: [],
        about: 'Addresses that get the mail as well as the author.',
      },
      email_header: { type: 'string', default: null, about: 'Text that the mail begins with.' },
    },
  },
  third_party_whitelist: {
    about: 'Errors of others: an exception whose trace passes through such code is ignored.',
    fields: CODE,
  },
  watched_files: {
    about: 'Who wants a copy of the mails about a file or folder.',
    fields: {
      email: { type: 'string', format: 'email', about: 'Address that gets the copy.' },
      filepath: FILEPATH,
      watch_all_errors: {
        type: 'boolean',
        default: false,
        about: 'True: whenever the trace passes through it. False: only when its code is blamed.',
      },
    },
  },
  email_remapping: {
    about: 'Addresses of commits that should be written to elsewhere.',
    fields: {
      remap: {
        type: 'string',
        format: 'email-or-name',
        about: 'Address in the commits, or the part before its @.',
      },
      to: { type: 'string', format: 'email', about: 'Address that gets the mail instead.' },
    },
  },
  ignored_exceptions: {
    about: 'Types of exceptions that are never looked at.',
    fields: {
      type: {
        type: 'string',
        format: 'one-line',
        about: 'Type of the exception as it is reported; * stands for any characters.',
      },
    },
  },
  file_disownership: {
    about: 'Files and folders somebody no longer answers for, and who does instead.',
    fields: {
      email: { type: 'string', format: 'email', about: 'Developer who no longer wants the mail.' },
      filepath: FILEPATH,
      designated_email: { type: 'string', format: 'email', about: 'Developer who gets it instead.' },
    },
  },
};

export const RULE_KINDS: readonly RuleKind[] = [
  'building_blocks',
  'known_errors',
  'third_party_whitelist',
  'watched_files',
  'email_remapping',
  'ignored_exceptions',
  'file_disownership',
];

export const NO_RULES: Rules = {
  building_blocks: [],
  known_errors: [],
  third_party_whitelist: [],
  watched_files: [],
  email_remapping: [],
  ignored_exceptions: [],
  file_disownership: [],
};
