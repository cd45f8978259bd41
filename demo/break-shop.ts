/** One way in which the shop breaks. `line` is the line at fault in the running release. */
export type Breakage = {
  readonly what: string;
  readonly path: string;
  readonly file: string;
  readonly line: number;
  readonly mailed: boolean;
};

export const BREAKAGES: readonly Breakage[] = [
  { what: 'in our own code', path: '/cart', file: 'src/cart.js', line: 6, mailed: true },
  { what: 'in a library that ours calls', path: '/settings', file: 'src/settings.js', line: 6, mailed: true },
  {
    what: 'with a known error, below its threshold',
    path: '/coupon',
    file: 'src/cart.js',
    line: 12,
    mailed: false,
  },
  {
    what: 'in code that has moved since this release',
    path: '/invoice',
    file: 'src/invoice.js',
    line: 2,
    mailed: true,
  },
];

// The default of report_error_threshold.
const TIMES = 3;

/** Sends the requests that break the shop, each often enough for a mail. */
export async function breakShop(url: string): Promise<void> {
  for (const { path } of BREAKAGES)
    for (let i = 0; i < TIMES; i++) {
      const response = await fetch(`${url}${path}`);
      if (response.status !== 500)
        throw new Error(`${path} should have failed, and answered ${response.status}`);
    }
}
