/** What only code and stack traces need */
export const CODE_STYLE = `
.blame { border: 1px solid var(--rule); border-left: 4px solid var(--accent); background: var(--card);
  border-radius: 0 8px 8px 0; padding: .8rem 1.1rem; margin: 1rem 0; }
.blame p { max-width: none; margin: .3rem 0; }
.relation { color: var(--quiet); font-style: italic; margin: 1.5rem 0 .25rem; }
.frame { margin: .75rem 0; border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; background: var(--card); }
.frame.blamed { border: 2px solid var(--accent); }
figcaption { padding: .5rem .9rem; }
ol.code { margin: 0; padding: .4rem 0; background: var(--code); overflow-x: auto; font-family: var(--mono); font-size: .875rem;
  line-height: 1.55; display: grid; grid-template-columns: minmax(max-content, 1fr); list-style: plain; }
@counter-style plain { system: extends decimal; suffix: '  '; }
ol.code li { padding-left: .6rem; margin-left: 3.5rem; border-left: 1px solid var(--rule); }
ol.code li::marker { color: var(--quiet); font-size: .85em; }
ol.code code { display: block; white-space: pre; min-height: 1lh; font-size: 1em; overflow-wrap: normal; padding-right: .9rem; }
li.current { background: light-dark(#e3e8e5, #32383d); }
.blamed li.current { background: var(--mark); }
.k { color: light-dark(#8a2a6b, #e79ac6); }
.s { color: light-dark(#1c5f2d, #9ccf94); }
.n { color: light-dark(#8a4100, #e8b06b); }
.c { color: light-dark(#56605c, #a2aba7); font-style: italic; }
.t { color: light-dark(#1b4f9c, #94bdf2); }
.why { margin: 0; padding: .5rem .9rem; max-width: none; font-size: .94rem; border-top: 1px solid var(--rule); }
.days { display: flex; align-items: center; gap: .75rem; color: var(--quiet); font-size: .9rem; }
.days .spark { margin: 0; }
.wide { overflow-x: auto; }
.wide table { min-width: 46rem; }
.wide th, .wide td { min-width: 5rem; }
.mails, .hints { padding-left: 1.25rem; }
.hints pre { margin: .3rem 0 .8rem; padding: .4rem .7rem; }
.button { padding: .3rem .8rem; border: 1px solid var(--accent); border-radius: 6px; text-decoration: none; }
.button:hover { background: var(--code); }
@media (max-width: 36rem) { ol.code li { margin-left: 3rem; } }
`;
