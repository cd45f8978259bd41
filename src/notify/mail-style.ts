import { html, type Html } from '../html.ts';

// Word takes the first font only.
const TEXT = "font-family:'Segoe UI',-apple-system,Roboto,Helvetica,Arial,sans-serif;";
const MONO = 'font-family:Consolas,Menlo,Monaco,monospace;font-size:13px;line-height:19px;';
const TABLE = 'border-collapse:collapse;';
const WRAP = 'word-wrap:break-word;word-break:break-word;';

/** Inline styles, since many mail programs drop everything else; no more CSS than Word, Outlook's engine, knows. */
export const STYLES = {
  body: 'margin:0;padding:0;background-color:#f2f3f5;',
  preheader:
    'display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all;',
  bare: TABLE,
  page: `${TABLE}background-color:#f2f3f5;`,
  gutter: 'padding:16px 8px;',
  card: 'width:100%;max-width:720px;background-color:#ffffff;border:1px solid #d9dce1;table-layout:fixed;',
  banner: `${TEXT}${WRAP}padding:12px 20px;background-color:#fff4d6;color:#4d3b00;font-size:14px;line-height:20px;`,
  head: 'padding:20px 20px 4px 20px;',
  often: `${TEXT}margin:0;color:#5a6472;font-size:13px;line-height:18px;`,
  title: `${TEXT}${WRAP}margin:4px 0 0 0;color:#b3261e;font-size:20px;line-height:26px;font-weight:bold;`,
  message: `${TEXT}${WRAP}margin:6px 0 0 0;color:#1b1f24;font-size:15px;line-height:22px;`,
  surface: `${TEXT}${WRAP}margin:6px 0 0 0;color:#5a6472;font-size:13px;line-height:19px;`,
  section: 'padding:14px 20px 0 20px;',
  heading: `${TEXT}margin:0 0 6px 0;color:#1b1f24;font-size:14px;line-height:20px;font-weight:bold;`,
  prose: `${TEXT}${WRAP}margin:6px 0 0 0;color:#1b1f24;font-size:14px;line-height:20px;`,
  callout: `${TEXT}${WRAP}padding:9px 14px;background-color:#e8f0fb;border-left:4px solid #1a56b0;color:#16325c;font-size:14px;line-height:20px;font-weight:bold;`,
  label: `${TEXT}${WRAP}padding:1px 10px 1px 0;color:#5a6472;font-size:13px;line-height:19px;`,
  value: `${TEXT}${WRAP}padding:1px 0;color:#1b1f24;font-size:13px;line-height:19px;`,
  place: `${MONO}${WRAP}margin:0 0 6px 0;color:#1b1f24;`,
  box: 'width:100%;table-layout:fixed;background-color:#f6f7f9;border:1px solid #e3e6ea;',
  number: `${MONO}width:36px;padding:0 8px 0 4px;color:#5f6975;text-align:right;`,
  code: `${MONO}${WRAP}padding:0 6px;color:#1b1f24;`,
  hotNumber: `${MONO}width:36px;padding:0 8px 0 4px;background-color:#fbdcd9;color:#8c1d18;text-align:right;font-weight:bold;`,
  hotCode: `${MONO}${WRAP}padding:0 6px;background-color:#fbdcd9;color:#410e0b;font-weight:bold;`,
  lead: `${TEXT}${WRAP}padding:8px 10px 2px 10px;color:#5a6472;font-size:13px;line-height:19px;`,
  thrown: `${MONO}${WRAP}padding:4px 10px;color:#b3261e;font-weight:bold;`,
  ours: `${MONO}${WRAP}padding:3px 10px;color:#1b1f24;`,
  hotOurs: `${MONO}${WRAP}padding:3px 10px;background-color:#fbdcd9;color:#410e0b;`,
  inset: 'margin:4px 0;width:100%;table-layout:fixed;background-color:#ffffff;border:1px solid #e3e6ea;',
  variable: `${MONO}${WRAP}padding:1px 8px;color:#5a6472;`,
  variableValue: `${MONO}${WRAP}padding:1px 8px 1px 0;color:#1b1f24;`,
  folded: `${MONO}padding:1px 10px;color:#5f6975;`,
  document: `${MONO}${WRAP}padding:6px 10px;color:#1b1f24;`,
  actions: 'padding:18px 20px 4px 20px;',
  // Word knows no padding of links.
  button: 'background-color:#1a56b0;padding:0;mso-padding-alt:9px 16px;',
  buttonLink: `${TEXT}display:inline-block;padding:9px 16px;color:#ffffff;font-size:14px;line-height:20px;font-weight:bold;text-decoration:none;`,
  links: `${TEXT}margin:12px 0 0 0;color:#5a6472;font-size:14px;line-height:24px;`,
  link: 'color:#1a56b0;',
  column: `${TEXT}padding:0 8px 2px 0;color:#5a6472;font-size:13px;line-height:19px;font-weight:normal;text-align:left;`,
  numberColumn: `${TEXT}padding:0 0 2px 8px;color:#5a6472;font-size:13px;line-height:19px;font-weight:normal;text-align:right;`,
  cell: `${TEXT}${WRAP}padding:5px 8px 5px 0;border-top:1px solid #e3e6ea;color:#1b1f24;font-size:14px;line-height:20px;`,
  numberCell: `${TEXT}padding:5px 0 5px 8px;border-top:1px solid #e3e6ea;color:#1b1f24;font-size:14px;line-height:20px;text-align:right;`,
  gap: 'margin:0;font-size:10px;line-height:10px;',
  listTitle: `${TEXT}${WRAP}margin:0;color:#1b1f24;font-size:20px;line-height:26px;font-weight:bold;`,
  goodEntry: `${TEXT}${WRAP}margin:0 0 2px 0;color:#1c6b3c;font-size:14px;line-height:20px;font-weight:bold;`,
  listEntry: `${TEXT}${WRAP}margin:0 0 2px 0;color:#b3261e;font-size:14px;line-height:20px;font-weight:bold;`,
  foot: `${TEXT}${WRAP}padding:18px 20px 20px 20px;color:#5a6472;font-size:12px;line-height:18px;`,
} as const;

/** What only Word needs: heights of lines as they are told, no gaps around tables, and pixels that are pixels. */
export const WORD_STYLE: Html = html`<!--[if mso]><style>
  table { mso-table-lspace: 0pt; mso-table-rspace: 0pt; }
  h1, p, td { mso-line-height-rule: exactly; }
</style><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->`;

/** Colours for programs that know dark mode; the classes do nothing elsewhere. */
export const DARK_STYLE: Html = html`<style>
  @media (prefers-color-scheme: dark) {
    .page { background-color: #14171a !important; }
    .card { background-color: #1e2226 !important; border-color: #353b42 !important; }
    .box { background-color: #262b30 !important; border-color: #353b42 !important; }
    .inset { background-color: #1e2226 !important; border-color: #353b42 !important; }
    .line { border-color: #353b42 !important; }
    .ink { color: #e4e7eb !important; }
    .soft { color: #a3adb9 !important; }
    .red { color: #ff8f85 !important; }
    .green { color: #7fd6a0 !important; }
    .link { color: #8ab4f8 !important; }
    .hot { background-color: #5a1f1b !important; color: #ffe3e0 !important; }
    .callout { background-color: #1d2c42 !important; border-left-color: #8ab4f8 !important; color: #d6e4fb !important; }
    .banner { background-color: #4a3a08 !important; color: #ffe9a8 !important; }
  }
</style>`;
