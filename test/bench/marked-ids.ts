import { hash } from 'node:crypto';

// Recognisable in a serialized request; the rest of an id tells the traces of a request, then the requests, apart.
const MARK = 'b7f39d25';
const BYTES_BEFORE_COUNTER = 8;
const ORDER_MARK = 'order 7d25-';
const ORDER_DIGITS = 10;

/** Makes ids by which a serialized request can be made into ever new requests. */
export function createMarkedIds() {
  let traces = 0;
  let spans = 0;
  return {
    generateTraceId: () => `${MARK}${hash('sha1', `trace ${++traces}`).slice(0, 24)}`,
    generateSpanId: () => hash('sha1', `span ${++spans}`).slice(0, 16),
  };
}

/** The name of an order for a message, another one in each request. */
export function nameOrder(nth: number): string {
  return `${ORDER_MARK}${'0'.repeat(ORDER_DIGITS)}-${nth}`;
}

/**
 * Makes a protobuf request that has marked ids into a new one: in place, the second half of its trace ids becomes
 * `counter`, as do the orders in its messages, so that what it carries is not taken for something sent before.
 */
export function createRenewal(request: Uint8Array): (counter: number) => Uint8Array {
  const bytes = Buffer.from(request);
  const places = findTraceIds(bytes);
  const orders = findAll(bytes, Buffer.from(ORDER_MARK)).map((at) => at + ORDER_MARK.length);
  return (counter) => {
    for (const at of places) bytes.writeDoubleBE(counter, at + BYTES_BEFORE_COUNTER);
    for (const at of orders) bytes.write(String(counter).padStart(ORDER_DIGITS, '0'), at);
    return bytes;
  };
}

/** The length of 16 bytes stands in front. */
function findTraceIds(bytes: Buffer): readonly number[] {
  return findAll(bytes, Buffer.from(`10${MARK}`, 'hex')).map((at) => at + 1);
}

function findAll(bytes: Buffer, wanted: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) places.push(at);
  return places;
}
