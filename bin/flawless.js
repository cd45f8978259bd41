#!/usr/bin/env node
// Plain JavaScript that any Node can read: an old one gets a sentence instead of a syntax error.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `Flawless needs Node 24.15 or newer, and this is ${process.versions.node}. In a clone, use "npm run flawless -- …", which brings its own.`,
  );
  process.exit(1);
}
// Bodies lie outside V8's heap and are freed only by its collections. With a young generation of the usual size those come so
// rarely that forwarding costs almost twice the CPU time; the flag cannot be set once a process runs.
const isSized = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) =>
  text.includes('semi-space-size'),
);
if (process.argv[2] === 'start' && !isSized && process.platform !== 'win32') {
  const options = ['--max-semi-space-size=2', ...process.execArgv];
  process.execve(process.execPath, [process.execPath, ...options, ...process.argv.slice(1)], process.env);
}
const built = new URL('../dist/main.js', import.meta.url);
await import(existsSync(built) ? built.href : new URL('../src/main.ts', import.meta.url).href);
