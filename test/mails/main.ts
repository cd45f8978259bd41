/**
 * Writes typical mails, and takes pictures of them where there is a Chromium: `node test/mails/main.ts [OUTDIR]`. A
 * real Flawless gets the exceptions over OTLP and reads a real repository; only its clock is told what day it is.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readEml } from '../../src/web/read-eml.ts';
import { openBrowser } from './browser.ts';
import { makeMails } from './make-mails.ts';

const PROGRAMS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const LOOKS = [
  { name: 'desktop', width: 700, scheme: 'light' },
  { name: 'desktop-dark', width: 700, scheme: 'dark' },
  { name: 'desktop-forced-dark', width: 700, scheme: 'forced dark' },
  { name: 'phone', width: 360, scheme: 'light' },
  { name: 'phone-dark', width: 360, scheme: 'dark' },
] as const;
const GMAIL_CUTS_AT = 102_400;
const COLUMNS = 78;

const out = resolve(process.argv[2] ?? 'data/mails');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const dir = mkdtempSync(join(tmpdir(), 'flawless-mails-'));
try {
  const folder = await makeMails(dir);
  const faults = readdirSync(folder)
    .toSorted()
    .flatMap((name) => describe(readFileSync(join(folder, name))));
  faults.push(...(await takePictures()));
  for (const fault of faults) console.error(fault);
  console.log(`The mails stand in ${out}.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Writes both parts of a mail and tells what is wrong with them. */
function describe(bytes: Buffer): readonly string[] {
  const { headers, html, text } = readEml(bytes);
  const subject = headers.find(([name]) => name.toLowerCase() === 'subject')?.[1] ?? '';
  const to = headers.find(([name]) => name.toLowerCase() === 'to')?.[1] ?? '';
  const name = subject
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/-+$/, '')
    .slice(-60)
    .replace(/^-/, '')
    .toLowerCase();
  writeFileSync(join(out, `${name}.html`), html ?? '');
  writeFileSync(join(out, `${name}.txt`), text ?? '');
  const size = Buffer.byteLength(html ?? '');
  console.log(`${name}\n  Subject: ${subject}\n  To: ${to}\n  HTML: ${size.toLocaleString('en')} bytes`);
  const wide = (text ?? '').split('\n').filter((line) => line.length > COLUMNS && !line.includes('://'));
  return [
    ...(size > GMAIL_CUTS_AT ? [`${name}: Gmail cuts off what is beyond 102 KB`] : []),
    ...wide.map((line) => `${name}: wider than ${COLUMNS} columns: ${line}`),
  ];
}

async function takePictures(): Promise<readonly string[]> {
  const program = PROGRAMS.find((path) => path !== '' && existsSync(path));
  if (program === undefined) {
    console.log('There is no Chromium here, so no pictures were taken; CHROMIUM can name one.');
    return [];
  }
  const browser = await openBrowser(program);
  const faults: string[] = [];
  for (const file of readdirSync(out).filter((one) => one.endsWith('.html')))
    for (const { name, ...look } of LOOKS) {
      const picture = join(out, `${file.slice(0, -'.html'.length)}.${name}.png`);
      const width = await browser.takePicture(pathToFileURL(join(out, file)).href, look, picture);
      if (width > look.width) faults.push(`${file}: ${width} pixels wide where there are ${look.width}`);
    }
  await browser.close();
  return faults;
}
