import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { describeOptions, describeRules } from './json-schema.ts';
import { RULE_KINDS } from './rules.ts';
import { sampleConfig } from './sample-config.ts';
import type { ActiveOptions } from './sample-config.ts';

/** The files of `schemas/`, by name. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const schemas = [
    ['flawless', describeOptions()] as const,
    ...RULE_KINDS.map((kind) => [kind, describeRules(kind)] as const),
  ];
  return Object.fromEntries(
    schemas.map(([stem, schema]) => [`${stem}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`]),
  );
}

/** Writes `schemas/`, and `config/flawless.yaml` anew with the options that are set in it. */
function writeSchemas(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  for (const [name, text] of Object.entries(schemaFiles())) writeFileSync(`${root}schemas/${name}`, text);
  const sample = `${root}config/flawless.yaml`;
  const active: ActiveOptions = parse(readFileSync(sample, 'utf8')) ?? {};
  writeFileSync(sample, sampleConfig(active));
}

if (import.meta.main) writeSchemas();
