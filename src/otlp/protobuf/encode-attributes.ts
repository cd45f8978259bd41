import type { Addition } from '../addition.ts';
import { ANY_VALUE, KEY_VALUE } from './field-numbers.ts';
import { WireWriter } from './wire-writer.ts';

type NewAttributes = Addition['attributes'];

// A storm brings the same few objects back in batch after batch, where encoding them costs more than all the splicing.
const encoded = new WeakMap<NewAttributes, Map<number, Uint8Array>>();

/** Attributes as the fields number `field` of a message. Neither they nor the bytes, which are shared, may change later. */
export function encodeAttributes(field: number, attributes: NewAttributes): Uint8Array {
  const known = encoded.get(attributes);
  const bytes = known?.get(field) ?? writeAttributes(field, attributes);
  if (known === undefined) encoded.set(attributes, new Map([[field, bytes]]));
  else known.set(field, bytes);
  return bytes;
}

function writeAttributes(field: number, attributes: NewAttributes): Uint8Array {
  const writer = new WireWriter();
  for (const [key, value] of Object.entries(attributes)) {
    writer.message(field, (keyValue) => {
      keyValue.text(KEY_VALUE.key, key);
      keyValue.message(KEY_VALUE.value, (anyValue) => writeAnyValue(anyValue, value));
    });
  }
  return writer.finish();
}

function writeAnyValue(anyValue: WireWriter, value: string | number | boolean): void {
  if (typeof value === 'string') anyValue.text(ANY_VALUE.string, value);
  else if (typeof value === 'boolean') anyValue.int64(ANY_VALUE.bool, value ? 1n : 0n);
  else if (Number.isSafeInteger(value)) anyValue.int64(ANY_VALUE.int, BigInt(value));
  else anyValue.double(ANY_VALUE.double, value);
}
