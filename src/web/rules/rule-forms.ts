import type { RuleKind } from '../../config/rules.ts';

/** How people see a rule file and its fields; what a field may hold, the table of rule files says. */
export type RuleForm = {
  readonly kind: RuleKind;
  /** The page with the form, and where it is sent. */
  readonly addPath: string;
  readonly savePath: string;
  readonly title: string;
  /** What such rules are called in a list. */
  readonly plural: string;
  /** What a rule does, and when one is wanted. */
  readonly lead: string;
  readonly fields: readonly FormField[];
};

export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** Several lines to write in. */
  readonly tall?: boolean;
};

const CODE: readonly FormField[] = [
  {
    name: 'filename',
    label: 'File',
    hint: 'Its path in the repository, or, for a library, the path below its package directory.',
  },
  { name: 'function_name', label: 'Function', hint: 'Empty: any function in the file.' },
  {
    name: 'code_fragment',
    label: 'Code',
    hint: 'Part of the line, or all of it. Empty: any line.',
    tall: true,
  },
];

const FORMS: Readonly<Record<RuleKind, Omit<RuleForm, 'kind'>>> = {
  known_errors: {
    addPath: '/add_known_error',
    savePath: '/save_known_error',
    title: 'Add a known error',
    plural: 'Known errors',
    lead:
      'A known error is one you expect. It is left out of the weekly report, and mailed by its own thresholds: ' +
      'without any, never.',
    fields: [
      ...CODE,
      {
        name: 'min_alert_threshold',
        label: 'Mail from this many occurrences a week',
        hint: 'Once a week, when the count reaches it.',
      },
      {
        name: 'max_alert_threshold',
        label: 'No mail above this many a week',
        hint: 'Beyond it the error stays silent until next week.',
      },
      {
        name: 'alert_every_n_occurrences',
        label: 'Mail every so many occurrences',
        hint: 'Again and again, at each multiple.',
      },
      {
        name: 'email_recipients',
        label: 'Also mail to',
        hint: 'Addresses, separated by commas or one a line, beside the owner of the line and its watchers.',
      },
      {
        name: 'email_header',
        label: 'Note on top of the mail',
        hint: 'What to do about it, or where to read on.',
        tall: true,
      },
    ],
  },
  watched_files: {
    addPath: '/add_watch',
    savePath: '/save_watch',
    title: 'Watch a file or folder',
    plural: 'Watched files',
    lead: 'Whoever watches a file gets a copy of each mail about it, beside the owner of the line.',
    fields: [
      { name: 'email', label: 'Who watches', hint: 'The address that gets the copies.' },
      {
        name: 'filepath',
        label: 'File or folder',
        hint: 'Its path in the repository; a folder means all that is in it, and a dot the whole repository.',
      },
      {
        name: 'watch_all_errors',
        label: 'Also when a stack trace only passes through it',
        hint: 'Otherwise only when the line at fault is in it.',
      },
    ],
  },
  email_remapping: {
    addPath: '/remap_email',
    savePath: '/save_email_remapping',
    title: 'Send somebody’s mail to another address',
    plural: 'Addresses that have moved',
    lead: 'For people whose commits carry an address that they no longer read, or a name that is no address at all.',
    fields: [
      {
        name: 'remap',
        label: 'Address in the commits',
        hint: 'All of it, or the part before its @; also an owner in CODEOWNERS, such as @org/team.',
      },
      { name: 'to', label: 'Address to write to', hint: 'Who gets the mail instead.' },
    ],
  },
  file_disownership: {
    addPath: '/disown_file',
    savePath: '/save_file_disownership',
    title: 'Hand a file over',
    plural: 'Files that changed hands',
    lead:
      'For somebody who last touched a file but no longer answers for it: its mail goes to the one who does. ' +
      'Mail about other files stays theirs.',
    fields: [
      { name: 'email', label: 'Who hands it over', hint: 'The address that gets the mail now.' },
      {
        name: 'filepath',
        label: 'File or folder',
        hint: 'Its path in the repository; a folder means all that is in it, and a dot the whole repository.',
      },
      { name: 'designated_email', label: 'Who takes it over', hint: 'The address that gets the mail then.' },
    ],
  },
  ignored_exceptions: {
    addPath: '/add_ignored_exception',
    savePath: '/save_ignored_exception',
    title: 'Ignore a type of exception',
    plural: 'Ignored exceptions',
    lead:
      'Exceptions of such a type are not looked at: no blame, no count, no mail. For one place in the code, a ' +
      'known error is the better choice.',
    fields: [
      {
        name: 'type',
        label: 'Type',
        hint: 'As the traceback shows it, such as java.net.SocketTimeoutException; * stands for any characters.',
      },
    ],
  },
  building_blocks: {
    addPath: '/add_building_block',
    savePath: '/save_building_block',
    title: 'Add a building block',
    plural: 'Building blocks',
    lead:
      'A building block is code of yours that works like a library: when an error is raised there, the code that ' +
      'called it is blamed.',
    fields: CODE,
  },
  third_party_whitelist: {
    addPath: '/add_third_party_code',
    savePath: '/save_third_party_code',
    title: 'Ignore errors from code of others',
    plural: 'Code of others',
    lead:
      'An exception whose trace passes through such code anywhere is ignored: no blame, no count, no mail. For ' +
      'what a library does on its own, and nobody here can mend.',
    fields: CODE,
  },
};

/** A form for each rule file, the most wanted first. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has no other keys
export const RULE_FORMS: readonly RuleForm[] = (Object.keys(FORMS) as readonly RuleKind[]).map((kind) => ({
  kind,
  ...FORMS[kind],
}));
