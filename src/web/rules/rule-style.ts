/** What only forms and lists of rules need. */
export const RULE_STYLE = `
button.second { background: none; color: var(--accent); border: 1px solid var(--accent); padding: .45rem 1.1rem; }
input[type=checkbox] { margin: 0; width: 1.2rem; height: 1.2rem; accent-color: var(--accent); }
.trial { border: 1px solid var(--rule); border-left: 4px solid var(--accent); background: var(--card);
  border-radius: 0 8px 8px 0; padding: .6rem 1.1rem; margin: 1.25rem 0; }
.trial h2 { margin: 0 0 .3rem; font-size: 1rem; }
.trial ul { padding-left: 1.25rem; margin: .3rem 0; font-size: .9rem; }
.rules { padding-left: 2.2rem; }
.rules li { padding: .35rem 0 .6rem .4rem; border-bottom: 1px solid var(--rule); }
.rules .facts { margin: .2rem 0 .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.rules button { padding: .2rem .8rem; font-size: .9rem; }
`;
