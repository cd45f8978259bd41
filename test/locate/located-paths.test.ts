import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Frame } from '../../src/parse/stack.ts';
import { describePlace, openTree, type Files } from './open-tree.ts';

/** What a trace says of a frame, and where that is. */
type Row = readonly [frame: Frame, place: string, why: string];

type Group = {
  readonly repository: Files;
  readonly service?: string;
  readonly mappings?: Readonly<Record<string, string>>;
  readonly prefix?: string;
  /** Other frames of the same trace. */
  readonly beside?: readonly Frame[];
  readonly rows: readonly Row[];
};

const at = (file: string, more: Frame = {}): Frame => ({ file, line: 2, ...more });

const GROUPS: Readonly<Record<string, Group>> = {
  'a service at the top of its repository': {
    repository: {
      'src/cart.ts': 'export\nfunction total() {}',
      'src/lib/price.ts': '',
      'index.js': '',
      'app/(shop)/[id]/page.tsx': '',
      'src/ünï cödé.ts': '',
    },
    rows: [
      [at('/app/src/cart.ts'), 'src/cart.ts whole', 'a container'],
      [at('/usr/src/app/src/cart.ts'), 'src/cart.ts whole', 'the folder Node images use'],
      [at('/srv/shop/releases/20261122190229/src/cart.ts'), 'src/cart.ts whole', 'a directory of releases'],
      [at('/var/www/current/src/lib/price.ts'), 'src/lib/price.ts whole', 'a link to the release'],
      [at('/home/ann/work/shop/src/cart.ts'), 'src/cart.ts whole', "a developer's machine"],
      [at('/github/workspace/src/cart.ts'), 'src/cart.ts whole', 'a build machine'],
      [at('src/cart.ts'), 'src/cart.ts whole', 'a relative path'],
      [at('./src/cart.ts'), 'src/cart.ts whole', 'a relative path with a dot'],
      [at('/app/dist/../src/cart.ts'), 'src/cart.ts whole', 'dots in the middle'],
      [at('/app//src///cart.ts'), 'src/cart.ts whole', 'doubled slashes'],
      [at('C:\\inetpub\\shop\\src\\cart.ts'), 'src/cart.ts whole', 'Windows'],
      [at('D:/a/1/s/src/cart.ts'), 'src/cart.ts whole', 'Windows, as URLs have it'],
      [at('\\\\build\\share\\src\\cart.ts'), 'src/cart.ts whole', 'a share of Windows'],
      [at('webpack://shop/./src/cart.ts'), 'src/cart.ts whole', 'webpack'],
      [at('webpack:///./src/cart.ts'), 'src/cart.ts whole', 'webpack without a name'],
      [at('webpack:///src/cart.ts'), 'src/cart.ts whole', 'webpack without a dot'],
      [at('webpack-internal:///./src/cart.ts'), 'src/cart.ts whole', 'webpack while developing'],
      [at('webpack-internal:///(rsc)/./src/cart.ts'), 'src/cart.ts whole', 'a layer of Next'],
      [at('webpack-internal:///(app-pages-browser)/./src/cart.ts'), 'src/cart.ts whole', 'another layer'],
      [
        at('webpack://_N_E/./app/(shop)/[id]/page.tsx'),
        'app/(shop)/[id]/page.tsx whole',
        'folders in brackets',
      ],
      [at('turbopack:///[project]/src/cart.ts'), 'src/cart.ts whole', 'Turbopack'],
      [at('[project]/src/cart.ts'), 'src/cart.ts whole', 'Turbopack without its scheme'],
      [at('app:///src/cart.ts'), 'src/cart.ts whole', 'a packaged application'],
      [at('https://shop.example/src/cart.ts'), 'src/cart.ts part', 'a browser, and the host may be anybody'],
      [at('http://localhost:5173/src/cart.ts'), 'src/cart.ts whole', 'a browser beside its server'],
      [at('http://localhost:5173/@fs/home/ann/shop/src/cart.ts'), 'src/cart.ts whole', 'Vite'],
      [at('/app/src/ünï cödé.ts'), 'src/ünï cödé.ts whole', 'letters of the world'],
      [at('/app/index.js'), 'index.js whole', 'a file at the top, one folder down'],
      [at('/app/dist/index.js'), 'index.js part', 'a file at the top, deeper down'],
      [at('/app/other/lib/price.ts'), 'src/lib/price.ts part', 'one folder in common'],
      [at('/app/price.ts'), 'src/lib/price.ts name', 'a name in common'],
      [at('/app/src/Cart.ts'), 'nowhere', 'capitals count'],
      [at('/app/src/gone.ts'), 'nowhere', 'a file the revision does not have'],
      [at('/app/node_modules/koa/lib/application.js'), 'library koa/lib/application.js', 'a package of npm'],
      [
        at('/app/node_modules/@koa/router/lib/router.js'),
        'library @koa/router/lib/router.js',
        'a package with a scope',
      ],
      [at('/app/node_modules/.pnpm/koa@3.0.0/node_modules/koa/index.js'), 'library koa/index.js', 'pnpm'],
      [at('webpack://shop/./node_modules/koa/index.js'), 'library koa/index.js', 'a bundled package'],
      [
        at('https://deno.land/std@0.224.0/http/server.ts'),
        'library deno.land/std@0.224.0/http/server.ts',
        'a server of packages',
      ],
      [at('webpack://shop/webpack/bootstrap'), 'runtime', 'what webpack adds'],
      [at('http://localhost:5173/@vite/client'), 'runtime', 'what Vite adds'],
      [at('chrome-extension://abc/src/cart.ts'), 'runtime', "somebody's browser"],
      [at('<anonymous>'), 'runtime', 'no file'],
      [at('data:text/javascript,src/cart.ts'), 'runtime', 'code in a URL'],
      [at('node:internal/timers', { native: true }), 'runtime', "the runtime's own"],
      [at(`/${'a/'.repeat(5_000)}src/cart.ts`), 'runtime', 'longer than any path'],
      [at('../../../../etc/passwd'), 'nowhere', 'out of everything'],
    ],
  },
  'a monorepo, by the name of the service': {
    repository: {
      'services/cart/src/index.ts': 'a\nb\nc',
      'services/search/src/index.ts': 'a',
      'services/cart/src/handlers/add.ts': '',
      'shared/log.ts': '',
    },
    service: 'cart',
    rows: [
      [at('/app/src/index.ts'), 'services/cart/src/index.ts part', 'the folder named like the service'],
      [at('/repo/services/search/src/index.ts'), 'services/search/src/index.ts whole', 'the path says more'],
      [at('/app/src/handlers/add.ts'), 'services/cart/src/handlers/add.ts part', 'the only one'],
    ],
  },
  'what is not ours, however like ours it is called': {
    repository: {
      'src/index.js': 'function start() {}\nstart();',
      'lib/application.js': 'function run() {}\nrun();',
      'src/de.rs': 'fn parse() {}\nparse();',
      'src/Extensions/StringExtensions.cs': 'namespace Shop.Extensions;\n',
      'lib/json/common.rb': '',
      'src/client.py': 'def ask():\n    return send(question)',
      'node_modules/foo/lib/x.js': '',
      'node_modules/foo/package.json': '{"name":"foo"}',
      'vendor/gems/foo-1.2.3/foo.gemspec': '',
      'vendor/gems/foo-1.2.3/lib/foo.rb': '',
      'packages/cart/package.json': '{"author":{"name":"x"},"name":"@shop/cart"}',
      'packages/cart/src/index.ts': '',
    },
    rows: [
      [
        at('webpack://libx/src/index.js', { function: 'start' }),
        'src/index.js whole, but no package of the repository is called libx, which the trace names',
        'a file of a bundled library',
      ],
      [
        at('/srv/libx/src/index.js', { function: 'finish' }),
        'src/index.js whole, but src/index.js has nothing called finish, which the trace names',
        'a function that the file does not have',
      ],
      [
        at('/srv/src/index.js', { function: 'Object.<anonymous>' }),
        'src/index.js whole',
        'code outside functions has no name',
      ],
      [
        at('/app/other/application.js', { function: 'dispatch' }),
        'nowhere',
        'neither its folder nor its function agrees',
      ],
      [
        at('/usr/share/nodejs/koa/lib/application.js'),
        'library koa/lib/application.js',
        "Debian's packages of Node",
      ],
      [
        at('/root/.cache/deno/npm/registry.npmjs.org/koa/2.15.0/lib/application.js'),
        'library koa/lib/application.js',
        "Deno's cache",
      ],
      [
        at('/root/.bun/install/cache/koa@2.15.0@@@1/lib/application.js'),
        'library koa/lib/application.js',
        "Bun's cache",
      ],
      [at('/app/vendor/serde_json/src/de.rs'), 'library serde_json/src/de.rs', 'cargo vendor'],
      [
        at('external/crates__serde_json-1.0.100/src/de.rs'),
        'library crates__serde_json/src/de.rs',
        "Bazel's crates",
      ],
      [at('/usr/share/cargo/registry/serde-1.0.100/src/de.rs'), 'library serde/src/de.rs', "Debian's crates"],
      [
        at('/_/src/Extensions/StringExtensions.cs', { module: 'Polly.Extensions.StringExtensions' }),
        'src/Extensions/StringExtensions.cs whole, but src/Extensions/StringExtensions.cs declares Shop.Extensions, and not Polly.Extensions.StringExtensions as in the trace',
        'another namespace',
      ],
      [at('/usr/lib/ruby/vendor_ruby/json/common.rb'), 'library json/common.rb', "Debian's Ruby"],
      [at('/opt/jruby/lib/ruby/stdlib/json/common.rb'), 'library json/common.rb', 'JRuby'],
      [
        at('/var/task/botocore/client.py', { text: 'raise error_class(parsed_response)' }),
        'nowhere',
        'the quoted line is not there',
      ],
      [at('C:\\Python312\\Lib\\http\\client.py'), 'library http/client.py', "Python's own, on Windows"],
      [at('/opt/python/botocore/client.py'), 'library botocore/client.py', 'a layer of AWS Lambda'],
      [at('/app/node_modules/foo/lib/x.js'), 'library foo/lib/x.js', 'a package that was committed'],
      [at('/app/vendor/gems/foo-1.2.3/lib/foo.rb'), 'library foo/lib/foo.rb', 'a gem that was committed'],
      [
        at('/app/node_modules/@shop/cart/src/index.ts'),
        'packages/cart/src/index.ts whole',
        'a package of ours, by the name in its manifest',
      ],
      [
        at('/app/node_modules/@shop/cart/dist/index.js'),
        'nowhere, but ours',
        'a compiled file of ours that nobody committed',
      ],
    ],
  },
  'many services with files of the same names': {
    repository: Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `services/svc${i}/src/index.js`,
        'function go() {}\ngo();',
      ]).concat([
        ['src/index.js', 'function go() {}\ngo();'],
        ...Array.from({ length: 60 }, (_, i) => [
          `mod/m${i}/Extensions.kt`,
          `package com.shop.m${i}\nfun go() {}`,
        ]),
      ]),
    ),
    service: 'svc29',
    rows: [
      [
        at('/app/src/index.js', { function: 'go' }),
        'services/svc29/src/index.js name, or src/index.js',
        "the service's own speaks against the one at the top",
      ],
      [
        at('/x/svc7/src/index.js', { function: 'go' }),
        'services/svc7/src/index.js part',
        'the path says more',
      ],
      [
        at('Extensions.kt', { module: 'com.shop.m59.ExtensionsKt' }),
        'mod/m59/Extensions.kt confirmed',
        'the package it declares',
      ],
    ],
  },
  'a monorepo, by the other frames': {
    repository: {
      'services/cart/src/index.ts': 'a\nb',
      'services/search/src/index.ts': 'a\nb',
      'src/index.ts': 'a\nb',
      'services/search/src/rank.ts': '',
      'libs/a/util.ts': 'a\nfunction one() {}',
      'libs/b/util.ts': 'a\nfunction two() {}',
      'libs/c/shorter.ts': 'a',
      'libs/d/shorter.ts': 'a\nb',
      'plans/x/a.py': 'one()\ntwo()',
      'plans/y/a.py': 'one()\nthree()',
    },
    service: 'frontend',
    beside: [at('/app/src/rank.ts')],
    rows: [
      [at('/app/src/index.ts'), 'services/search/src/index.ts whole', 'it lies where the other frame lies'],
      [at('/other/src/index.ts'), 'src/index.ts whole', 'nothing speaks against the whole path'],
      [at('/app/util.ts', { function: 'two' }), 'nowhere', 'a name in common with several files'],
      [at('util.ts', { function: 'two' }), 'libs/b/util.ts part', 'it has the function'],
      [at('shorter.ts'), 'libs/d/shorter.ts part', 'it has such a line'],
      [at('util.ts', { line: 1 }), 'libs/a/util.ts name, or libs/b/util.ts', 'nothing decides'],
      [at('/x/y/a.py', { text: '  three() ' }), 'plans/y/a.py part', 'the quoted line'],
      [at('/z/a.py', { text: 'two()' }), 'plans/x/a.py part', 'the quoted line decides between mere names'],
    ],
  },
  'a monorepo, by the prefix of the service': {
    repository: { 'services/cart/src/index.ts': '', 'src/index.ts': '', 'shared/log.ts': '' },
    prefix: 'services/cart',
    rows: [
      [at('/app/src/index.ts'), 'services/cart/src/index.ts whole', 'its own files come first'],
      [at('/app/shared/log.ts'), 'shared/log.ts whole', 'others are found as well'],
    ],
  },
  'mappings of the operator': {
    repository: { 'services/cart/main.py': '', 'main.py': '', 'lib/x.py': '' },
    mappings: { '/opt/cart': 'services/cart', '/opt/cart/lib/': 'lib', '/build': '' },
    rows: [
      [at('/opt/cart/main.py'), 'services/cart/main.py whole', 'the folder it is mapped to'],
      [at('/opt/cart/lib/x.py'), 'lib/x.py whole', 'the longest beginning counts'],
      [at('/build/main.py'), 'main.py whole', 'the top of the repository'],
      [at('/build/gone.py'), 'nowhere', 'what is mapped is looked for nowhere else'],
      [at('/opt/cartoon/main.py'), 'main.py part', 'a beginning ends with a folder'],
    ],
  },
  Python: {
    repository: {
      'pyproject.toml': '',
      'src/shop/cart.py': '',
      'src/shop/fast.pyx': '',
      'vendor/requests/api.py': '',
      'tools/run.py': '',
    },
    rows: [
      [at('/app/src/shop/cart.py'), 'src/shop/cart.py whole', 'the checkout'],
      [
        at('/venv/lib/python3.12/site-packages/shop/cart.py'),
        'src/shop/cart.py whole',
        'our package, installed',
      ],
      [
        at('/venv/lib/python3.12/site-packages/requests/api.py'),
        'library requests/api.py',
        'a copy is not the source',
      ],
      [
        at('/usr/lib/python3/dist-packages/shop/cart.py'),
        'src/shop/cart.py whole',
        'our package, from Debian',
      ],
      [at('/usr/lib/python3.12/json/decoder.py'), 'library json/decoder.py', "Python's own"],
      [at('/usr/lib/python312.zip/json/decoder.py'), 'nowhere', 'a zip that is not told'],
      [at('/app/shop.pex/shop/cart.py'), 'src/shop/cart.py part', 'an executable of pex'],
      [
        at('/root/.pex/installed_wheels/abc/requests-2.32.3-py3-none-any.whl/requests/api.py'),
        'library requests/api.py',
        'a wheel',
      ],
      [at('/app/shop.zip/shop/cart.py'), 'src/shop/cart.py part', 'a zipped application'],
      [at('/x/bazel-out/k8-opt/bin/run.runfiles/_main/src/shop/cart.py'), 'src/shop/cart.py whole', 'Bazel'],
      [at('shop/fast.pyx'), 'src/shop/fast.pyx part', 'Cython'],
      [at('<frozen importlib._bootstrap>', { native: true }), 'runtime', 'frozen modules'],
    ],
  },
  'Java, Kotlin, Scala, Groovy and Clojure': {
    repository: {
      'cart/src/main/java/com/shop/Cart.java': 'package com.shop;\n\nclass Cart {}',
      'cart/src/main/java/com/shop/Till.java': 'package com.shop;',
      'search/src/main/java/com/shop/Till.java': 'package com.shop;',
      'app/src/main/kotlin/cart/Totals.kt': '@file:JvmName("Totals")\npackage com.shop.cart\n',
      'app/src/main/kotlin/Main.kt': 'fun main() {}',
      'core/src/main/scala/Price.scala': 'package com.shop\npackage money\n',
      'src/shop/cart_core.clj': '(ns shop.cart-core)',
      'other/Utils.kt': 'package com.shop.other',
      'scripts/Bare.groovy': 'println 1',
    },
    service: 'search',
    rows: [
      [
        at('Cart.java', { module: 'com.shop.Cart' }),
        'cart/src/main/java/com/shop/Cart.java whole',
        'package and file',
      ],
      [
        at('Cart.java', { module: 'com.shop.Cart$Item$1' }),
        'cart/src/main/java/com/shop/Cart.java whole',
        'an inner class',
      ],
      [at('Cart.java', { module: 'com.other.Cart' }), 'library com/other/Cart.java', 'another package'],
      [
        at('Till.java', { module: 'com.shop.Till' }),
        'search/src/main/java/com/shop/Till.java part',
        'two modules, and the service',
      ],
      [
        at('Totals.kt', { module: 'com.shop.cart.Totals' }),
        'app/src/main/kotlin/cart/Totals.kt confirmed',
        'a folder without the common root',
      ],
      [at('Main.kt', { module: 'MainKt' }), 'app/src/main/kotlin/Main.kt part', 'no package'],
      [
        at('Utils.kt', { module: 'com.library.UtilsKt' }),
        'library com/library/Utils.kt',
        'a name of ours in a library',
      ],
      [
        at('Price.scala', { module: 'com.shop.money.Price$' }),
        'core/src/main/scala/Price.scala confirmed',
        'clauses that add up',
      ],
      [
        at('cart_core.clj', { module: 'shop.cart_core$total' }),
        'src/shop/cart_core.clj whole',
        'a name space',
      ],
      [at('core.clj', { module: 'clojure.core$map' }), 'library clojure/core.clj', "Clojure's own"],
      [at('Bare.groovy', { module: 'Bare' }), 'scripts/Bare.groovy part', 'a script'],
      [
        at('ArrayList.java', { module: 'java.util.ArrayList' }),
        'library java/util/ArrayList.java',
        "Java's own",
      ],
      [{ module: 'com.shop.Cart', function: 'total' }, 'runtime', 'unknown source'],
    ],
  },
  Go: {
    repository: {
      'go.mod': 'module example.com/shop\n\ngo 1.24\n',
      'main.go': '',
      'cart/total.go': '',
      'tools/go.mod': 'module example.com/shop/tools',
      'tools/gen/gen.go': '',
      'internal/http/server.go': '',
    },
    rows: [
      [
        at('/build/cart/total.go', { module: 'example.com/shop/cart' }),
        'cart/total.go whole',
        'the import path',
      ],
      [
        at('example.com/shop/cart/total.go', { module: 'example.com/shop/cart' }),
        'cart/total.go whole',
        '-trimpath',
      ],
      [at('example.com/shop/main.go', { module: 'main' }), 'main.go whole', 'the program, with -trimpath'],
      [at('/build/main.go', { module: 'main' }), 'main.go whole', 'the program'],
      [
        at('/x/y/z/gen/gen.go', { module: 'example.com/shop/tools/gen' }),
        'tools/gen/gen.go whole',
        'a module inside',
      ],
      [
        at('/usr/lib/go/src/net/http/server.go', { module: 'net/http' }),
        'library net/http/server.go',
        'a name of ours in the library',
      ],
      [
        at('/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go', {
          module: 'github.com/BurntSushi/toml',
        }),
        'library github.com/BurntSushi/toml/decode.go',
        'the cache of modules',
      ],
      [
        at('github.com/gin-gonic/gin@v1.10.0/context.go'),
        'library github.com/gin-gonic/gin/context.go',
        'a library, with -trimpath',
      ],
      [
        at('/go/pkg/mod/example.com/shop@v0.3.1/cart/total.go', { module: 'example.com/shop/cart' }),
        'cart/total.go whole',
        'our module, fetched',
      ],
      [
        at('/build/vendor/github.com/gin-gonic/gin/context.go'),
        'library github.com/gin-gonic/gin/context.go',
        'a vendored library',
      ],
    ],
  },
  PHP: {
    repository: {
      'composer.json': '{}',
      'src/Sales/Till.php': '<?php\nnamespace App\\Sales;\nclass Till {}',
      'src/Stock/Till.php': '<?php namespace App\\Stock;',
      'src/Helpers/functions.php': '<?php\nnamespace App;\n',
      'src/Traits/Counts.php': '<?php\nnamespace App\\Traits;\n',
      'src/Kernel.php': '<?php\nnamespace App;\n',
      'public/index.php': '<?php\n',
    },
    rows: [
      [
        at('Till.php', { module: 'App.Sales.Till' }),
        'src/Sales/Till.php confirmed',
        'a class, as the SDK has it',
      ],
      [
        at('Till.php', { module: 'App\\Stock\\Till' }),
        'src/Stock/Till.php confirmed',
        'its namespace decides',
      ],
      [
        at('functions.php', { module: 'App' }),
        'src/Helpers/functions.php confirmed',
        'a function of a namespace',
      ],
      [at('Counts.php', { module: 'App.Sales.Till' }), 'src/Traits/Counts.php name', 'a trait'],
      [
        at('Kernel.php', { module: 'Symfony.Component.HttpKernel.Kernel' }),
        'library Symfony/Component/HttpKernel/Kernel/Kernel.php',
        'a class of a library',
      ],
      [
        at('/srv/app/src/Sales/Till.php', { module: 'App\\Sales\\Till' }),
        'src/Sales/Till.php whole',
        "PHP's own form",
      ],
      [
        at('/srv/app/vendor/symfony/http-kernel/Kernel.php', {
          module: 'Symfony\\Component\\HttpKernel\\Kernel',
        }),
        'library symfony/http-kernel/Kernel.php',
        'Composer',
      ],
      [at('index.php'), 'public/index.php part', 'a script'],
      [at('phar:///srv/shop.phar/src/Kernel.php'), 'src/Kernel.php whole', 'an archive'],
    ],
  },
  '.NET': {
    repository: {
      'src/Shop/Cart.cs': 'namespace Shop;\nclass Cart {}',
      'src/Shop/Startup.cs': 'namespace Shop\n{',
    },
    rows: [
      [at('/_/src/Shop/Cart.cs', { module: 'Shop.Cart' }), 'src/Shop/Cart.cs whole', 'a deterministic build'],
      [
        at('C:\\agent\\_work\\1\\s\\src\\Shop\\Cart.cs', { module: 'Shop.Cart' }),
        'src/Shop/Cart.cs whole',
        'a build agent',
      ],
      [at('/builds/Shop/Cart.cs', { module: 'Shop.Cart' }), 'src/Shop/Cart.cs confirmed', 'its namespace'],
      [at('/_/src/Other/Startup.cs', { module: 'Other.Startup' }), 'nowhere', 'another namespace'],
      [{ module: 'System.Number', function: 'Parse', native: true }, 'runtime', 'no line information'],
    ],
  },
  'Ruby, Rust, Elixir, Erlang, Dart and Swift': {
    repository: {
      'lib/shop/cart.rb': '',
      'shop-cart.gemspec': '',
      'app/models/order.rb': '',
      'crates/cart/src/lib.rs': '',
      'mix.exs': 'def project do\n  [app: :shop,\n',
      'lib/shop/till.ex': '',
      'apps/stock/mix.exs': '[app: :stock]',
      'apps/stock/lib/stock.ex': '',
      'src/shop.app.src': '',
      'src/till.erl': '',
      'pubspec.yaml': 'name: shop\n',
      'lib/checkout.dart': '',
      'bin/main.dart': '',
      'Sources/Shop/Till.swift': '',
    },
    rows: [
      [at('/app/app/models/order.rb'), 'app/models/order.rb whole', 'Ruby'],
      [at('app/models/order.rb'), 'app/models/order.rb whole', 'Rails cleans its traces'],
      [at('/usr/local/bundle/gems/rack-3.0.8/lib/rack.rb'), 'library rack/lib/rack.rb', 'a gem'],
      [
        at('/usr/local/bundle/gems/shop-cart-1.2.0/lib/shop/cart.rb'),
        'lib/shop/cart.rb whole',
        'a gem of ours',
      ],
      [at('/x/bundler/gems/rack-1a2b3c4d5e6f/lib/rack.rb'), 'library rack/lib/rack.rb', 'a gem from git'],
      [at('/usr/lib/ruby/3.1.0/erb.rb'), 'library erb.rb', "Ruby's own"],
      [at('crates/cart/src/lib.rs'), 'crates/cart/src/lib.rs whole', 'Rust'],
      [
        at('/usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/serde-1.0.219/src/lib.rs'),
        'library serde/src/lib.rs',
        'a crate',
      ],
      [
        at('/root/.cargo/git/checkouts/serde-1a2b3c4d/5e6f7a8/src/lib.rs'),
        'library serde/src/lib.rs',
        'a crate from git',
      ],
      [at('lib/shop/till.ex', { package: 'shop' }), 'lib/shop/till.ex whole', 'Elixir'],
      [at('lib/stock.ex', { package: 'stock' }), 'apps/stock/lib/stock.ex whole', 'an umbrella'],
      [at('lib/plug.ex', { package: 'plug' }), 'library plug/lib/plug.ex', 'an application of others'],
      [at('/app/deps/plug/lib/plug.ex'), 'library plug/lib/plug.ex', 'a dependency being built'],
      [at('src/till.erl', { package: 'shop' }), 'src/till.erl whole', 'Erlang'],
      [at('package:shop/checkout.dart'), 'lib/checkout.dart whole', 'Dart'],
      [at('package:http/src/client.dart'), 'library http/src/client.dart', 'a package of Dart'],
      [
        at('/x/.pub-cache/hosted/pub.dev/http-1.2.0/lib/http.dart'),
        'library http/lib/http.dart',
        'the cache of Dart',
      ],
      [at('/srv/shop/bin/main.dart'), 'bin/main.dart whole', 'a script of Dart'],
      [at('/src/Sources/Shop/Till.swift'), 'Sources/Shop/Till.swift whole', 'Swift'],
      [
        at('/src/.build/checkouts/swift-nio/Sources/NIOCore/Channel.swift'),
        'library swift-nio/Sources/NIOCore/Channel.swift',
        'a package of Swift',
      ],
    ],
  },
};

for (const [name, { rows, ...group }] of Object.entries(GROUPS)) {
  const tree = openTree(group);
  after(() => tree.remove());
  for (const [frame, place, why] of rows)
    test(`${name}: ${shorten(frame)} is ${place}: ${why}`, async () => {
      assert.equal(describePlace(await tree.place(frame, group.beside ?? [])), place);
    });
}

function shorten({ file = '', module = '' }: Frame): string {
  return [file.slice(0, 100), module].filter((text) => text !== '').join(' of ');
}
