/**
 * The name that stands in the source, of a function as traces print it: `(*Cart).Total.func1`, `lambda$total$0`,
 * `block in Cart#total`, `Shop.Cart.total/2`. Empty when the function has none.
 */
export function toPlainFunctionName(printed: string): string {
  const [name = ''] = printed.slice(0, MAX_LENGTH).split(' [as ');
  const words =
    name
      .replace(NAMELESS, ' ')
      .replace(PARAMETERS, '')
      .match(/[\p{L}_$][\p{L}\p{N}_$]*[?!]?/gu) ?? [];
  return words.flatMap(openLambda).findLast((word) => word.length > 1 && !GENERATED.test(word)) ?? '';
}

const MAX_LENGTH = 1_000;

// What interpreters call code outside functions, and functions without a name.
const NAMELESS =
  /<(?:anonymous|clinit|dictcomp|genexpr|init|instance_members_initializer|lambda|listcomp|locals|main|module|setcomp|static_initializer|top \(required\))>/g;

// Swift names the labels of parameters, C++ their types.
const PARAMETERS = /\([^()]*:\)|\([^()]*\)$/g;

// What compilers put behind the name of the function that an inner one stands in.
const GENERATED =
  /^(?:anonymous|closure|fun|func\d+|h[0-9a-f]{16}|invokeSuspend|lambda|MoveNext|[a-z]__\d+(?:_\d+)?|_+|\$\d*)$/;

function openLambda(word: string): readonly string[] {
  return word.startsWith('lambda$') ? word.split('$') : [word];
}
