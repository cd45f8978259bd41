import { CODE_STYLE } from './code-style.ts';
import { REPORT_STYLE } from './report-style.ts';

const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfcfa, #17191c);
  --card: light-dark(#ffffff, #1e2125);
  --ink: light-dark(#1d2329, #e4e6e3);
  --quiet: light-dark(#5b6670, #9ba5ab);
  --rule: light-dark(#dfe3e1, #343a3f);
  --accent: light-dark(#0d6b5f, #6fcab9);
  --code: light-dark(#f1f3f1, #24282c);
  --mark: light-dark(#fff1c7, #4a3c12);
  --good: light-dark(#dcf2e3, #173a28);
  --bad: light-dark(#fde3df, #4a201b);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline;
  padding: .9rem max(1.25rem, calc((100% - 62rem) / 2 + 1.25rem));
  border-bottom: 1px solid var(--rule); background: var(--card); }
.brand { font-weight: 700; letter-spacing: -.01em; font-size: 1.1rem; color: var(--ink); text-decoration: none; }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .94rem; }
header nav a { text-decoration: none; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1, h2, h3 { line-height: 1.25; letter-spacing: -.012em; text-wrap: balance; }
h1 { font-size: 1.8rem; margin: .5rem 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
p { margin: .4rem 0 .8rem; max-width: 44rem; }
code, pre { font-family: var(--mono); font-size: .875em; }
code, h1, h2, h3, b, dd, td, th, h3 a { unicode-bidi: isolate; }
pre { unicode-bidi: plaintext; }
pre code { font-size: 1em; }
pre { background: var(--code); border-radius: 6px; padding: .75rem .9rem; margin: .5rem 0 1rem; overflow-x: auto;
  white-space: pre-wrap; max-height: 32rem; line-height: 1.5; }
.lead { font-size: 1.06rem; max-width: 46rem; }
.quiet, .hint { color: var(--quiet); font-size: .9rem; }
.weeks, .pager, .toggles, .actions { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem 1.5rem; max-width: none;
  font-size: 1rem; }
.weeks span, .pager span { color: var(--quiet); }
.toggles { font-size: .94rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: baseline; font-weight: 400; }
thead th { color: var(--quiet); font-size: .85rem; overflow-wrap: normal; }
.number { text-align: right; white-space: nowrap; }
.values th[scope=row] { font-family: var(--mono); font-size: .875rem; width: 45%; }
pre.line { padding: .4rem .7rem; margin: .4rem 0; }
.tags { display: flex; flex-wrap: wrap; gap: .4rem; }
.tag { font-size: .8rem; line-height: 1.4; padding: .05rem .55rem; border-radius: 1rem; border: 1px solid var(--rule);
  color: var(--quiet); white-space: nowrap; }
.tag.exact { border-color: var(--accent); color: var(--accent); }
.tag.weak { border-style: dashed; }
.tag.mark { background: var(--mark); border-color: transparent; color: var(--ink); white-space: normal; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; padding: .5rem; }
.notice, .saved, .state { padding: .6rem .9rem; border-radius: 6px; background: var(--mark); max-width: none; }
.saved, .good { background: var(--good); }
.bad { background: var(--bad); }
.state { font-weight: 600; }
.message { font-size: 1rem; max-height: 16rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem 1.5rem; margin: 1rem 0; }
.facts div { min-width: 0; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; }
table.locals { table-layout: fixed; border-top: 1px solid var(--rule); font-family: var(--mono); font-size: .82rem; }
.locals caption { text-align: left; padding: .4rem .9rem 0; color: var(--quiet); font: .85rem/1.5 system-ui, sans-serif; }
.locals th, .locals td { padding: .15rem .9rem; border: 0; }
.locals th { width: 30%; color: var(--quiet); }
.locals tr:last-child > * { padding-bottom: .5rem; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--quiet); }
details ul { padding-left: 1.25rem; font-size: .9rem; }
form { max-width: 40rem; }
.field { margin: 1.1rem 0; }
label { display: block; font-weight: 600; margin-bottom: .2rem; }
input, textarea, select { width: 100%; font: inherit; font-family: var(--mono); font-size: .9rem; padding: .5rem .65rem; color: inherit;
  background: var(--card); border: 1px solid light-dark(#9aa5a3, #5b656b); border-radius: 6px; }
select { min-height: calc(1.55em + 1rem + 2px); }
textarea { display: block; resize: vertical; field-sizing: content; min-height: 4.2em; }
[aria-invalid=true] { border-color: light-dark(#b3261e, #f2a39b); }
.problem { color: light-dark(#b3261e, #f2a39b); margin: .25rem 0; font-weight: 600; }
.hint { margin: .2rem 0 0; }
input[inputmode=numeric] { max-width: 12rem; }
button { font: inherit; font-weight: 600; padding: .5rem 1.6rem; border: 0; border-radius: 6px; cursor: pointer;
  background: var(--accent); color: var(--paper); }
.letters { list-style: none; padding: 0; }
.letters li { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
.letters p { margin: 0; }
.letter { max-height: none; }
@media (max-width: 36rem) {
  header { padding: .75rem 1rem; }
  header nav { gap: .25rem 1rem; }
  main { padding: 1rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .5rem 1rem; }
  .values th[scope=row] { width: 55%; font-size: .8rem; }
}
`;

/** The one stylesheet of all pages, served from memory. */
export const STYLESHEET = BASE_STYLE + REPORT_STYLE + CODE_STYLE;
