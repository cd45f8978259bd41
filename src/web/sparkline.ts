import { html, type Html } from '../html.ts';

const [STEP, WIDTH, HEIGHT] = [6, 5, 20];
const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A bar for each day of the week, and the same in words; nothing where the days are not known. */
export function renderSparkline(days: readonly number[]): Html | false {
  const most = Math.max(0, ...days);
  if (most === 0) return false;
  const words = days.map((count, i) => `${NAMES[i]} ${count.toLocaleString('en')}`).join(', ');
  return html`<svg class="spark" viewBox="0 0 ${days.length * STEP - 1} ${HEIGHT}" role="img" aria-label="By day: ${words}">
    <path d="${days.map((count, i) => draw(count / most, i)).join('')}" />
  </svg>`;
}

function draw(share: number, nth: number): string {
  const height = share === 0 ? 1 : Math.max(2, Math.round(share * HEIGHT));
  return `M${nth * STEP} ${HEIGHT}v-${height}h${WIDTH}v${height}z`;
}
