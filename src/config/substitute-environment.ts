import { isPair, isScalar, Scalar, visit } from 'yaml';
import type { Document } from 'yaml';
import { getOption, isOptionName } from './options.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What became of a text: `references` are the variables it named. */
export type Substituted =
  { readonly text: string; readonly references: readonly string[] } | { readonly problem: string };

/**
 * Replaces `${VAR}`, `${env:VAR}` and `${env:VAR:-default}`, and `$$` by `$`, as OpenTelemetry's configuration files do
 * (https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution), except that
 * a variable that is not set and has no default is a problem. What is put in is not looked at again.
 */
export function substitute(text: string, environment: Environment): Substituted {
  const references: string[] = [];
  let problem: string | undefined;
  const result = text.replace(/\$\$|\$\{[^}]*\}?/g, (found) => {
    if (found === '$$') return '$';
    const match = /^\$\{(?:env:)?([A-Za-z_]\w*)(:-[^}\n]*)?\}$/.exec(found);
    const [, name, fallback] = match ?? [];
    if (name === undefined)
      problem ??= 'a reference must be ${NAME}, ${env:NAME} or ${env:NAME:-default}; write $$ for a $';
    else if (environment[name] === undefined && fallback === undefined) problem ??= explainUnset(name);
    references.push(name ?? '');
    return (name === undefined ? '' : environment[name]) || (fallback?.slice(2) ?? '');
  });
  return problem === undefined ? { text: result, references } : { problem };
}

function explainUnset(name: string): string {
  return `the environment variable ${name} is not set; set it, or write \${env:${name}:-default}`;
}

/** A scalar that could not be substituted, or the variables another one came from. */
export type SubstitutedScalars = {
  readonly problems: readonly {
    readonly option: string;
    readonly offset: number;
    readonly message: string;
  }[];
  /** By the scalar's node. */
  readonly origins: ReadonlyMap<unknown, string>;
};

/**
 * Substitutes in the scalars of a document, in place; names are left alone, and what is put in can never become a list,
 * a mapping or another option. A plain scalar is read again as the type its option has; a quoted one stays text.
 */
export function substituteScalars(document: Document.Parsed, environment: Environment): SubstitutedScalars {
  const problems: { option: string; offset: number; message: string }[] = [];
  const origins = new Map<unknown, string>();
  visit(document, {
    Scalar(key, node, path) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('$')) return;
      const result = substitute(node.value, environment);
      if ('problem' in result)
        problems.push({ option: optionOf(path), offset: node.range?.[0] ?? 0, message: result.problem });
      if ('problem' in result) return;
      if (result.references.length > 0)
        origins.set(node, result.references.map((name) => `\${${name}}`).join(' and '));
      node.value =
        node.type === Scalar.PLAIN && result.references.length > 0
          ? readPlain(result.text, path.length === 3 ? optionOf(path) : undefined)
          : result.text;
    },
  });
  return { problems, origins };
}

/** The option a scalar belongs to: the path leads from the document through its mapping and the option's pair. */
function optionOf(path: readonly unknown[]): string {
  const pair = path[2];
  return isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : '';
}

/** `option` only if the scalar is its whole value. */
function readPlain(text: string, option: string | undefined): string | number | boolean | null {
  if (option === undefined) return text;
  if (text === '') return null;
  return isOptionName(option) ? readScalar(text, getOption(option).type) : text;
}

/** Text as the number or truth value its option has; any other text is returned as it is, for the validator to refuse. */
export function readScalar(text: string, type: string): string | number | boolean {
  if (type === 'integer' && /^[-+]?\d+$/.test(text.trim())) return Number(text);
  if (type === 'boolean' && /^(?:true|false)$/i.test(text.trim()))
    return text.trim().toLowerCase() === 'true';
  return text;
}
