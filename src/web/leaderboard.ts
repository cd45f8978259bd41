import { html, type Html } from '../html.ts';
import type { WeeklyReport } from './weekly-report.ts';

/** The id of a developer's section, which `#` and the encoded e-mail address lead to. */
export function nameAnchor(developer: string | null): string {
  return developer ?? 'nobody';
}

/** Developers at a glance, each with a bar for their share of the week; nothing when there is nobody. */
export function renderLeaderboard({ developers, occurrences }: WeeklyReport): Html | null {
  if (developers.length === 0) return null;
  return html`<table class="leaderboard">
    <thead>
      <tr>
        <th scope="col">Last changed by</th>
        <th scope="col" class="number">Errors</th>
        <th scope="col" class="number">Occurrences</th>
        <th scope="col" class="share">Share</th>
      </tr>
    </thead>
    <tbody>
      ${developers.map(
        (group) =>
          html`<tr>
            <td>
              <a href="#${encodeURIComponent(nameAnchor(group.developer).toWellFormed())}"
                >${group.developer ?? 'Nobody yet'}</a
              >
            </td>
            <td class="number">${group.errorCount.toLocaleString('en')}</td>
            <td class="number">${group.occurrences.toLocaleString('en')}</td>
            <td class="share">${renderShare(group.occurrences / occurrences)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function renderShare(share: number): Html {
  const percent = Math.round(share * 100);
  return html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${percent} %">
    <rect width="100" height="8" class="track" />
    <rect width="${Math.max(1, percent)}" height="8" class="bar" />
  </svg>`;
}
