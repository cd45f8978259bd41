import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findFunctionExtent } from '../../src/blame/find-function-extent.ts';
import { toPlainFunctionName } from '../../src/plain-function-name.ts';

/** A file in which the lines of the function are marked by a bar; the line asked for by a star. */
type Case = readonly [what: string, functionName: string, marked: string];

const CASES: readonly Case[] = [
  [
    'JavaScript',
    'Cart.total',
    `
  // total(items) is below
  const other = total(1);
  class Cart {
|   async total(items, { tax = {} } = {}) {
|     const text = "} not the end {";
|     const pattern = \`a {
| \${items} }\`; // }
|     /* } */
|     if (items) {
*       return sum(items);
|     }
|   }
    other() { return this.total(1); }
  }`,
  ],
  [
    'a JavaScript arrow',
    'total',
    `
| export const total = async (items) => {
*   return items.map((item) => ({ ...item }));
| };
  total([]);`,
  ],
  [
    'a JavaScript arrow without braces, between comments',
    'total',
    `
| const total = (
|   items,
| ) =>
*   items.length;

  /**
   * About what follows.
   */
  const other = total([]);`,
  ],
  [
    'a JavaScript arrow in a call',
    'total',
    `
  router.use(logger);
| const total = wrap(async (context) => {
*   context.body = 1;
| });
  const x = 1;`,
  ],
  [
    'a JavaScript function after its calls',
    'total',
    `
  total(1);
  total(2, () => {
    done();
  });
| function* total(
|   items,
| ) {
*   yield items;
| }`,
  ],
  [
    'a method that comments speak of',
    'Cart.#total',
    `
  /**
   * The function total adds up.
   */
  class Cart {
    // function total() {
|   #total(items) {
*     return items.length;
|   }
    *other() { this.#total([]); }
  }`,
  ],
  [
    'TypeScript',
    'Object.total',
    `
  interface Shop { total(items: Item[]): number; }
  class Cart implements Shop {
    total(a: string): number;
|   public async total<T extends { id: string }>(items: readonly T[]): Promise<{ sum: number }> {
*     return { sum: 1 };
|   }
    private other(): void {}
  }`,
  ],
  [
    'Python',
    'total',
    `
  from shop import total
  def other():
      return total(1)

| def total(
|     items,
|     tax={},
| ) -> int:
|     """
| At the margin.
|     """
|     for item in items:

# a comment at the margin
*         pay(item)
|     return 1

  # about what follows
  def next():
      total(2)`,
  ],
  [
    'a Python method of several classes',
    'Cart.total',
    `
  class Basket:
      def total(self):
          return 1
  class Cart:
|     async def total(self):
|         def inner():
|             return 1
*         return inner()
      @property
      def other(self):
          return self.total()`,
  ],
  [
    'Java',
    'Cart.total',
    `
  public class Cart {
      private final Totals total = new Totals();
|     @Override public <T extends Item> BigDecimal total(List<T> items, char c)
|             throws IOException, SQLException {
|         char open = '{';
*         return items.stream().map(i -> { return i.price(); }).reduce(ZERO, BigDecimal::add);
|     }
      int other() { return total(List.of(), 'c').intValue(); }
  }`,
  ],
  [
    'Kotlin',
    'total',
    `
| suspend fun <T : Any> List<T>.total(tax: Int = 0): Int {
*     return this.sumOf { it.price } + tax
| }
  fun other() = total(1)`,
  ],
  [
    'a Kotlin expression',
    'total',
    `
| fun total(items: List<Item>) =
|     items
*         .sumOf { it.price }

  fun other(): Int {
      return total(listOf())
  }`,
  ],
  [
    'Go',
    '(*Cart).Total.func1',
    `
  func Total() int { return 1 }
| func (c *Cart) Total(items []interface{}) (map[string]interface{}, error) {
| 	path := \`C:\\{\`
| 	go func() {
* 		panic("}")
| 	}()
| 	return nil, nil
| }
  func other() { c.Total(nil) }`,
  ],
  [
    'C#',
    'Shop.Cart.<Total>d__3.MoveNext',
    `
  namespace Shop {
      class Cart {
|         public static async Task<List<int>> Total(Item[] items)
|             where T : class
|         {
*             return await Load($"{items}");
|         }

          int Other() => Total(null).Count;
      }
  }`,
  ],
  [
    'Ruby',
    'block (2 levels) in Cart#total?',
    `
  class Cart
|   def total?(items = {})
|     items.each do |item|
*       pay(item)
|     end
|   rescue StandardError
|     nil
|   end

    def other
      total?({})
    end
  end`,
  ],
  [
    'PHP',
    'Cart->total',
    `
  class Cart {
|     public function total(array $items = []): int
|     {
|         $text = '}';
*         return sum($items);
|     }
      public function other() { return $this->total([]); }
  }`,
  ],
  [
    'Rust',
    'shop::cart::total::{{closure}}',
    `
| pub async fn total<'a, T>(items: &'a [T]) -> Result<u32, Error>
| where
|     T: Item,
| {
*     items.iter().map(|i| { i.price() }).sum()
| }
  fn other() { total(&[]); }`,
  ],
  [
    'Elixir',
    'anonymous fn/1 in Shop.Cart.total/2',
    `
  defmodule Shop.Cart do
|   def total(items, tax) do
|     Enum.map(items, fn item ->
*       item.price + tax
|     end)
|   end

    defp other, do: total([], 1)
  end`,
  ],
  [
    'Swift',
    'Cart.total',
    `
| func total(of items: [Item], tax: Int = 0) throws -> Int {
*     return items.map { $0.price }.reduce(0, +)
| }`,
  ],
  [
    'Scala',
    'Cart.total',
    `
  object Cart {
|   def total(items: Seq[Item]): Int = {
*     items.map(_.price).sum
|   }
    def other = total(Nil)
  }`,
  ],
  [
    'Dart',
    'Cart.total',
    `
  class Cart {
|   Future<int> total(List<Item> items, {int tax = 0}) async {
*     return items.length;
|   }
    int other() => total([]);
  }`,
  ],
  [
    'C++',
    'shop::Cart::total(int)',
    `
  int total(int a);
| int Cart::total(int a) const noexcept {
| #ifdef DEBUG
*   return a;
| #endif
| }`,
  ],
  [
    'a shell script',
    'total',
    `
| total() {
*   echo "$1"
| }
  total 1`,
  ],
  [
    'a constructor',
    'new Cart',
    `
  const cart = new Cart();
| class Cart extends Base {
|   constructor() {
*     super();
|   }
| }`,
  ],
  [
    'a function that is nowhere',
    'missing',
    `
| const x = 1;
* const y = 2;`,
  ],
  [
    'code outside functions',
    '<module>',
    `
| def total():
|     return 1
* total()`,
  ],
];

for (const [what, functionName, marked] of CASES)
  test(`finds the extent of ${what}: ${functionName}`, () => {
    const rows = marked.split('\n').slice(1);
    const lines = rows.map((row) => row.replace(/^[|*] ?|^ {2}/, ''));
    const line = rows.findIndex((row) => row.startsWith('*')) + 1;
    const [first, afterLast] = findFunctionExtent(lines, line, functionName);
    const bars = rows.flatMap((row, i) => (/^[|*]/.test(row) ? [i] : []));
    assert.deepEqual(
      [first, afterLast - 1],
      [bars[0], bars.at(-1)],
      lines.slice(first, afterLast).join('\n'),
    );
  });

const NAMES: readonly (readonly [printed: string, name: string])[] = [
  ['total', 'total'],
  ['Cart.total', 'total'],
  ['async Cart.total', 'total'],
  ['Object.total [as compute]', 'total'],
  ['new Cart', 'Cart'],
  ['Object.<anonymous>', 'Object'],
  ['<anonymous>', ''],
  ['<lambda>', ''],
  ['<module>', ''],
  ['Cart.total.<locals>.<lambda>', 'total'],
  ['com.shop.Cart.lambda$total$0', 'total'],
  ['Cart.<init>', 'Cart'],
  ['main.main', 'main'],
  ['main.(*Cart).Total.func2.1', 'Total'],
  ['Shop.Cart.<Total>b__0_1', 'Total'],
  ['Cart#save!', 'save!'],
  ['Cart.valid?', 'valid?'],
  ['rescue in block in Cart#total', 'total'],
  ['shop::cart::total::h0123456789abcdef', 'total'],
  ['-total/2-fun-0-', 'total'],
  ['App\\Cart::{closure}', 'Cart'],
  ['{closure:App\\Cart::total():12}', 'total'],
  ['$scope.$apply', '$apply'],
  ['größe', 'größe'],
  ['x', ''],
  ['Cart.total(of:tax:)', 'total'],
  ['closure #1 in Cart.total(of:)', 'total'],
  ['', ''],
];

for (const [printed, name] of NAMES)
  test(`the source calls ${printed || 'nothing'} ${name || 'nothing'}`, () => {
    assert.equal(toPlainFunctionName(printed), name);
  });

const CODE = fc.constantFrom(
  'def f(a):',
  '    f(1)',
  'function f(a) {',
  '}',
  '  }',
  '{',
  'f = (x) =>',
  'f(',
  ')',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  '"""',
  "'''",
  'end',
  '',
  '\t',
  'f(a) {',
  "fn f<'a>(",
  ';',
  '// }',
  '\\',
);

test('an extent has the line or is the whole file, whatever the file holds', () => {
  const lines = fc.array(fc.oneof(CODE, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 });
  const line = fc.integer({ min: -1, max: 60 });
  fc.assert(
    fc.property(
      lines,
      line,
      fc.oneof(fc.constant('f2.ff'), fc.string({ unit: 'binary' })),
      (all, at, name) => {
        const [first, afterLast] = findFunctionExtent(all, at, name);
        const isWhole = first === 0 && afterLast === all.length;
        assert.ok(isWhole || (first < at && at <= afterLast && afterLast <= all.length));
      },
    ),
    { numRuns: 2_000 },
  );
});
