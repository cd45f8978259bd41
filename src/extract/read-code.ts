import type { Attributes } from '../otlp/attributes.ts';
import { readFirstText, readText, toNumber } from './read-attribute.ts';
import type { ReportedException } from './reported-exception.ts';

/** The place in the code that the `code.*` attributes name, by their stable names, else by the deprecated ones. */
export function readCode(attributes: Attributes): ReportedException['code'] {
  const file = readFirstText(attributes, ['code.file.path', 'code.filepath']);
  if (file === undefined) return undefined;
  const line = readLine(attributes);
  const name = readFunction(attributes);
  return { file, ...(line !== undefined && { line }), ...(name !== undefined && { function: name }) };
}

function readLine(attributes: Attributes): number | undefined {
  const line = toNumber(attributes.get('code.line.number') ?? attributes.get('code.lineno'));
  return line !== undefined && Number.isSafeInteger(line) && line > 0 ? line : undefined;
}

function readFunction(attributes: Attributes): string | undefined {
  const qualified = readText(attributes, 'code.function.name');
  if (qualified !== undefined) return qualified;
  const name = readText(attributes, 'code.function');
  const namespace = readText(attributes, 'code.namespace');
  return name !== undefined && namespace !== undefined ? `${namespace}.${name}` : name;
}
