import { html, type Html } from '../html.ts';
import type { PageLinks } from './page-links.ts';

export type Layout = (page: Page) => Html;

export type Page = {
  readonly title: string;
  readonly body: Html;
  /** Whether it is for somebody to whom the other pages are closed. */
  readonly outside?: true;
};

/** What stands around every page. */
export function createLayout(
  links: PageLinks,
  has: { readonly mail: boolean; readonly login: boolean },
): Layout {
  const mail = has.mail && html`<a href="${links.to('/mail')}">Mail</a>`;
  const logout = has.login && html`<a href="${links.to('/logout')}">Log out</a>`;
  const nav = html`<nav aria-label="Pages of Flawless">
      <a href="${links.report()}">This week</a>
      <a href="${links.to('/admin')}">Rules</a>
      ${mail}
      <a href="${links.to('/services')}">Services</a>
      <a href="${links.to('/check_health')}">Health</a>
      <a href="${links.about()}">About</a>
      ${logout}
    </nav>`;
  return ({ title, body, outside }) =>
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Flawless</title>
        <link rel="stylesheet" href="${links.to('/style.css')}" />
        <link rel="icon" href="${ICON}" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <a class="brand" href="${links.to('/')}">Flawless</a>
          ${outside !== true && nav}
        </header>
        <main id="main">${body}</main>
      </body>
    </html>`;
}

const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1c7c6e" d="M8 0l8 8-8 8-8-8z"/></svg>',
  );
