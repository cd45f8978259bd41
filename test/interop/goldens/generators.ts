import { join } from 'node:path';
import { IN_APP, type Generator } from './generator.ts';
import { installFromPyPi, installLibraries } from './install.ts';
import { JAVASCRIPT } from './javascript-generators.ts';
import { PYTHON } from './python-generators.ts';

const FORMATTER = process.env['STACK_TRACE_FORMATTER'] ?? '';

/** Every generator by a name of its own. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  ...JAVASCRIPT,
  ...PYTHON,
  java: {
    script: 'java/generate',
    runtime: { commands: ['java'], ask: ['-version'], says: /version "([^"]+)"/ },
    tools: ['javac', 'mvn'],
    ifMissing:
      'Install a Java development kit 17 and Maven (openjdk-17-jdk-headless and maven in Debian 12).',
    required: true,
    install: async () => ({ LIBRARIES: await installLibraries() }),
    ours: /\0(?:com\.(?:shop|till)\b|shop\.|till\b)/,
  },
  go: {
    script: 'go/generate',
    runtime: { commands: ['go'], ask: ['version'], says: /^go version go(\S+)/ },
    tools: ['cc'],
    ifMissing: 'Install Go 1.26 or newer and a C compiler (gcc in Debian).',
    required: true,
    ours: /^(?:\/srv\/shop|example\.com\/shop)\//,
  },
  rust: {
    script: 'rust/generate',
    runtime: { commands: ['rustc'], says: /^rustc (\S+)/ },
    tools: ['cargo'],
    ifMissing: 'Install Rust 1.95 (rustup).',
    ours: /^(?:\.\/|\/srv\/shop-rs\/)?src\//,
  },
  ruby: {
    script: 'ruby/generate',
    runtime: { variable: 'RUBY', commands: ['ruby'], says: /^ruby (3\.[123]\.\d+)/ },
    ifMissing: 'Install Ruby 3.1 to 3.3 (ruby in Debian 12).',
    ours: IN_APP,
  },
  jruby: {
    script: 'ruby/generate',
    runtime: { variable: 'JRUBY', commands: ['jruby'], says: /^jruby (\S+)/ },
    ifMissing: 'Install JRuby 9.3 (jruby in Debian 12).',
    ours: IN_APP,
  },
  php: {
    ...php('Install PHP 8.2 (php-cli in Debian 12).'),
    install: () => Promise.resolve({ STACK_TRACE_FORMATTER: '' }),
  },
  'php-sdk': {
    ...php(
      'Install PHP 8.2, and set STACK_TRACE_FORMATTER to src/SDK/Common/Exception/StackTraceFormatter.php of open-telemetry/opentelemetry-php.',
    ),
    install: () => Promise.resolve({ STACK_TRACE_FORMATTER: FORMATTER }),
    files: [FORMATTER],
    // The SDK sends the last part of a path alone.
    ours: /^(?:cases|included|Till)\.php/,
  },
  erlang: {
    script: 'erlang/generate',
    runtime: { commands: ['elixir'], says: /(Erlang\/OTP \d+) [^]*(Elixir \S+)/ },
    tools: ['mix'],
    ifMissing: 'Install Elixir 1.14 (elixir in Debian 12).',
    ours: /^(?:lib\/shop\.ex|src\/till\.erl|till\.erl)/,
  },
  dotnet: {
    script: 'dotnet/generate',
    runtime: {
      variable: 'DOTNET',
      commands: [],
      ask: ['--list-runtimes'],
      says: /Microsoft\.NETCore\.App (\S+)/,
    },
    tools: ['mcs'],
    fetch: async () => join(await installFromPyPi(['dotnetcore2==3.1.23']), 'dotnetcore2/bin/dotnet'),
    ifMissing: 'Install mcs (mono-mcs in Debian).',
    ours: /\0Shop\./,
  },
  mono: {
    script: 'dotnet/generate',
    runtime: { variable: 'MONO', commands: ['mono'], says: /version (\S+)/ },
    tools: ['mcs'],
    ifMissing: 'Install mono and mcs (mono-runtime and mono-mcs in Debian).',
    ours: /\0Shop\./,
  },
};

function php(ifMissing: string): Generator {
  const runtime = { variable: 'PHP', commands: ['php'], says: /^PHP (\S+)/ };
  return { script: 'php/generate', runtime, ifMissing, ours: /^\/srv\/app\// };
}
