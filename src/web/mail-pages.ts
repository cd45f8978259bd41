import type { Context } from 'koa';
import { html, type Html } from '../html.ts';
import { renderFactList } from './fact-list.ts';
import type { Layout } from './layout.ts';
import type { MailFolder } from './mail-folder.ts';
import { PageFailure } from './page-failure.ts';
import type { PageLinks } from './page-links.ts';
import { plural } from './plural.ts';
import { readEml, type ReadMail } from './read-eml.ts';
import { respond } from './respond.ts';

export type MailPageNeeds = {
  readonly folder: MailFolder;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
};

const HEAD_BYTES = 8 * 1024;
const MAIL_BYTES = 2 * 1024 * 1024;

// What a letter may do in a page of its own: look as it was written to look, and nothing else.
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox";

/** `/mail`, `/mail/<name>`, `/mail/<name>/html` and `/mail/<name>/eml`: the letters that were not sent but kept. */
export function createMailPages({ folder, pageLinks, layout }: MailPageNeeds) {
  async function list(ctx: Context): Promise<void> {
    const { names, total } = await folder.list();
    const letters = await Promise.all(
      names.map(async (name) => ({ name, mail: await readHead(folder, name) })),
    );
    await respond(ctx, {
      page: () => layout({ title: 'Mail', body: renderList(letters, total, pageLinks) }),
    });
  }

  async function show(ctx: Context, name = ''): Promise<void> {
    const mail = readEml(await readLetter(folder, name));
    await respond(ctx, {
      page: () => layout({ title: findSubject(mail), body: renderMail(name, mail, pageLinks) }),
    });
  }

  async function showHtml(ctx: Context, name = ''): Promise<void> {
    const { html: text } = readEml(await readLetter(folder, name));
    if (text === null) throw new PageFailure(404, NO_LETTER);
    ctx.set('Content-Security-Policy', LETTER_POLICY);
    ctx.type = 'text/html';
    ctx.body = text;
  }

  async function download(ctx: Context, name = ''): Promise<void> {
    const bytes = await readLetter(folder, name);
    ctx.attachment(name);
    ctx.type = 'message/rfc822';
    ctx.body = bytes;
  }

  return { list, show, showHtml, download };
}

const NO_LETTER = 'There is no such letter. It may have been deleted.';

async function readLetter(folder: MailFolder, name: string): Promise<Buffer> {
  const bytes = await folder.read(name, MAIL_BYTES);
  if (bytes === null) throw new PageFailure(404, NO_LETTER);
  return bytes;
}

async function readHead(folder: MailFolder, name: string): Promise<ReadMail> {
  return readEml((await folder.read(name, HEAD_BYTES)) ?? Buffer.alloc(0));
}

type Listed = { readonly name: string; readonly mail: ReadMail };

function renderList(letters: readonly Listed[], total: number, links: PageLinks): Html {
  const older = total - letters.length;
  return html`<h1>Mail</h1>
    <p class="lead">
      No <code>smtp_host</code> is configured, so letters are written to files instead of being sent. These are they,
      the newest first.
    </p>
    ${letters.length === 0 && html`<p>No letter has been written yet.</p>`}
    <ul class="letters">
      ${letters.map(({ name, mail }) => renderListed(name, mail, links))}
    </ul>
    ${older > 0 && html`<p class="quiet">And ${plural(older, 'older letter')}.</p>`}`;
}

function renderListed(name: string, mail: ReadMail, links: PageLinks): Html {
  return html`<li>
    <a href="${links.to(`/mail/${encodeURIComponent(name)}`)}">${findSubject(mail)}</a>
    <p class="quiet">${[findHeader(mail, 'to'), findHeader(mail, 'date')].filter(Boolean).join(', ')}</p>
  </li>`;
}

function renderMail(name: string, mail: ReadMail, links: PageLinks): Html {
  const path = `/mail/${encodeURIComponent(name)}`;
  const shown = mail.headers.filter(([header]) => !/^(?:content-|mime-)/i.test(header));
  return html`<h1>${findSubject(mail)}</h1>
    <p class="actions">
      ${mail.html !== null && html`<a href="${links.to(`${path}/html`)}">As a mail program shows it</a>`}
      <a href="${links.to(`${path}/eml`)}">Download</a>
      <a href="${links.to('/mail')}">All letters</a>
    </p>
    ${renderFactList(shown)}
    <pre class="letter">${mail.text ?? 'The letter has no plain text.'}</pre>`;
}

function findSubject(mail: ReadMail): string {
  return findHeader(mail, 'subject') || 'A letter without a subject';
}

function findHeader({ headers }: ReadMail, name: string): string {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
}
