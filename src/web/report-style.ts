/** What only the report and the charts need. */
export const REPORT_STYLE = `
.leaderboard { margin: 1.25rem 0; }
.leaderboard th[scope=row] { overflow-wrap: anywhere; }
caption { text-align: left; color: var(--quiet); font-size: .9rem; padding-bottom: .4rem; max-width: 44rem; }
.share { width: 30%; padding-left: .75rem; padding-right: 0; }
.share svg { width: 100%; height: .6rem; display: block; }
.track { fill: var(--rule); }
.bar { fill: var(--accent); }
.past { fill: light-dark(#93b9b3, #3f7168); }
.developer, .leaderboard tr { scroll-margin-top: 1rem; }
.developer h2 { margin-bottom: 0; }
.developer:target h2, .leaderboard tr:target { background: linear-gradient(var(--mark), var(--mark)) no-repeat; }
.error { display: flex; gap: 1rem; padding: 1rem 1.1rem; margin: .75rem 0; background: var(--card);
  border: 1px solid var(--rule); border-radius: 8px; }
.error > div { flex: 1; min-width: 0; }
.error p { margin: .2rem 0; max-width: none; }
.count { flex: none; min-width: 5rem; text-align: right; white-space: nowrap; color: var(--quiet); font-variant-numeric: tabular-nums; }
.count b { font-size: 1.35rem; color: var(--ink); }
.spark { display: block; width: 5rem; height: 1.4rem; margin: .3rem 0 0 auto; fill: light-dark(#6a9c94, #5aa598); }
.find { margin: .75rem 0 1.25rem; }
.find form { max-width: none; padding: .5rem 1.1rem .75rem; margin-top: .5rem; background: var(--card);
  border: 1px solid var(--rule); border-radius: 8px; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem 1rem; margin: .5rem 0 .9rem; }
.switch { display: inline-flex; gap: .5rem; align-items: center; font-weight: 400; margin: .15rem 1.5rem .15rem 0; }
.switch input { width: auto; flex: none; }
.pager { justify-content: center; margin: 2rem 0; max-width: none; }
.history svg { display: block; width: 100%; height: 6rem; }
.axis { display: flex; justify-content: space-between; color: var(--quiet); font-size: .85rem; margin: .2rem 0; max-width: none; }
@media (max-width: 36rem) {
  .error { display: block; padding: .85rem .9rem; }
  .count { display: flex; align-items: center; gap: .25rem; text-align: left; }
  .spark { margin: 0 0 0 auto; }
  .leaderboard .share { display: none; }
}
`;
