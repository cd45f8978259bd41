import { MAX_VALUES } from '../limits.ts';
import { isDigit, JSON_BYTE, JsonLexer } from './json-lexer.ts';
import { skipValidValue } from './skip-valid-value.ts';

/** The bytes [from, to) of a value. */
export type Range = { readonly from: number; readonly to: number };

/** Objects and arrays may be nested this deep. */
const MAX_DEPTH = 100;

/**
 * Steps through a JSON document, checking it on the way: it accepts what JSON.parse accepts, no more and no less, except
 * nesting deeper than 100. Whoever is at a value must read it, go into it or skip it. Never recursive.
 * @throws MalformedOtlp on whatever is not JSON.
 */
export class JsonCursor extends JsonLexer {
  /** Set by whoever finds a value of the wrong type or range; the text around it is still valid JSON. */
  problem: string | undefined;
  problemAt = 0;
  /** Whether values were skipped because there were too many; nothing is wrong with those. */
  isOverLimit = false;
  #depth = 0;
  #valuesLeft = MAX_VALUES;
  /** For each depth, whether an object or an array is open there. */
  readonly #open = new Uint8Array(MAX_DEPTH + 1);

  /** Goes to a value that has been skipped before, and forgets the problem and the limit. */
  returnTo(at: number): void {
    this.at = at;
    this.#depth = 0;
    this.problem = undefined;
    this.isOverLimit = false;
  }

  isObject(): boolean {
    return this.byte() === JSON_BYTE.object;
  }

  isArray(): boolean {
    return this.byte() === JSON_BYTE.array;
  }

  isString(): boolean {
    return this.byte() === JSON_BYTE.quote;
  }

  isNumber(): boolean {
    return isDigit(this.byte()) || this.byte() === 0x2d;
  }

  isNull(): boolean {
    return this.byte() === 0x6e;
  }

  /** Goes into the object at the cursor: true at the value of its first member, false past an empty object. */
  enterObject(): boolean {
    this.#enter(JSON_BYTE.object);
    if (this.byte() === JSON_BYTE.objectEnd) return this.#leave();
    this.#readName();
    return true;
  }

  /** After a member's value: true at the value of the next member, false past the end of the object. */
  nextMember(): boolean {
    this.skipSpace();
    if (this.byte() === JSON_BYTE.objectEnd) return this.#leave();
    this.expect(JSON_BYTE.comma, 'a comma or closing brace is missing');
    this.skipSpace();
    this.#readName();
    return true;
  }

  /** Goes into the array at the cursor: true at its first element, false past an empty array. */
  enterArray(): boolean {
    this.#enter(JSON_BYTE.array);
    return this.byte() !== JSON_BYTE.arrayEnd || this.#leave();
  }

  /** After an element: true at the next one, false past the end of the array. */
  nextElement(): boolean {
    this.skipSpace();
    if (this.byte() === JSON_BYTE.arrayEnd) return this.#leave();
    this.expect(JSON_BYTE.comma, 'a comma or closing bracket is missing');
    this.skipSpace();
    return true;
  }

  /** Steps over the value at the cursor, whatever it is. */
  skipValue(): void {
    const to = skipValidValue(this.bytes, this.at, MAX_DEPTH - this.#depth);
    if (to < 0) this.#findMistake();
    else this.at = to;
  }

  /** Goes to the one object that the document has to be. */
  expectStart(): void {
    this.skipSpace();
    if (!this.isObject()) this.fail('it is not a JSON object');
  }

  /** Only white space may follow the document. */
  expectEnd(): void {
    this.skipSpace();
    if (this.at < this.bytes.length) this.fail('something follows the JSON document');
  }

  /** Records that a value is not what OTLP wants there; the first problem stays. */
  reject(problem: string): void {
    if (this.problem !== undefined) return;
    this.problem = problem;
    this.problemAt = this.at;
  }

  /** Counts one attribute value more; when there are too many, the value is skipped, and false. */
  spendValue(): boolean {
    if (--this.#valuesLeft >= 0) return true;
    this.isOverLimit = true;
    this.skipValue();
    return false;
  }

  /** Steps through a value to where it is not JSON. */
  #findMistake(): void {
    const depth = this.#depth;
    do {
      if (this.#startValue()) continue;
      while (this.#depth > depth && !this.#nextInside());
    } while (this.#depth > depth);
  }

  /** Steps over a simple value, or into an object or array: then true, unless it is empty. */
  #startValue(): boolean {
    switch (this.byte()) {
      case JSON_BYTE.object:
        return this.enterObject();
      case JSON_BYTE.array:
        return this.enterArray();
      case JSON_BYTE.quote:
        this.readString();
        return false;
      case 0x6e:
        this.skipWord('null');
        return false;
      case 0x74:
        this.skipWord('true');
        return false;
      case 0x66:
        this.skipWord('false');
        return false;
      default:
        this.readNumber();
        return false;
    }
  }

  #nextInside(): boolean {
    return this.#open[this.#depth] === JSON_BYTE.object ? this.nextMember() : this.nextElement();
  }

  #enter(kind: number): void {
    this.expect(kind, 'an object or array is missing');
    if (++this.#depth > MAX_DEPTH) this.fail('the JSON document is nested too deeply');
    this.#open[this.#depth] = kind;
    this.skipSpace();
  }

  #leave(): false {
    this.at++;
    this.#depth--;
    return false;
  }

  #readName(): void {
    this.readString();
    this.skipSpace();
    this.expect(JSON_BYTE.colon, 'a colon is missing');
    this.skipSpace();
  }
}
