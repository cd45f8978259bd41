import type { Json, Message } from './decode.ts';

/** A span, span event or log record that tells of an exception. */
export type Carrier = {
  readonly type: string;
  readonly attributes: Readonly<Record<string, Json>>;
};

/** Every place of a decoded request that ought to carry a verdict: exceptions, and the spans around them. */
export function findCarriers(request: Json): readonly Carrier[] {
  if (Array.isArray(request)) return request.flatMap(findCarriers);
  if (!isMessage(request)) return [];
  const inside = Object.values(request).flatMap(findCarriers);
  const attributes = readAttributes(request);
  const own = attributes['exception.type'];
  if (typeof own === 'string') return [{ type: own, attributes }, ...inside];
  const [first] = Array.isArray(request['events']) ? inside : [];
  return first === undefined ? inside : [{ type: first.type, attributes }, ...inside];
}

/** The decoded request without the attributes that Flawless has added; a list left empty goes, as decoders leave those out. */
export function withoutVerdicts(request: Json): Json {
  if (Array.isArray(request)) return request.map(withoutVerdicts);
  if (!isMessage(request)) return request;
  return Object.fromEntries(
    Object.entries(request).flatMap(([field, value]) => {
      const kept = field === 'attributes' && Array.isArray(value) ? value.filter(isNotOurs) : value;
      const emptied = field === 'attributes' && Array.isArray(kept) && kept.length === 0;
      return emptied ? [] : [[field, withoutVerdicts(kept)]];
    }),
  );
}

function isNotOurs(attribute: Json): boolean {
  const key = isMessage(attribute) ? attribute['key'] : null;
  return typeof key !== 'string' || !key.startsWith('flawless.');
}

function readAttributes({ attributes }: Message): Readonly<Record<string, Json>> {
  if (!Array.isArray(attributes)) return {};
  return Object.fromEntries(attributes.filter(isMessage).map(({ key, value }) => [key, unwrap(value)]));
}

function unwrap(value: Json | undefined): Json {
  return isMessage(value) ? (Object.values(value)[0] ?? null) : null;
}

function isMessage(value: Json | undefined): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
