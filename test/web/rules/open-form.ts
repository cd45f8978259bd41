import { readField } from '../read-page.ts';

/** A form as a browser has it: the token it shows, and the cookies that came with it. */
export type OpenForm = { readonly cookie: string; readonly token: string };

/** Opens a page with a form as a browser does. */
export async function openForm(base: string, path = '/add_known_error', cookie = ''): Promise<OpenForm> {
  const response = await fetch(`${base}${path}`, { headers: { cookie }, redirect: 'manual' });
  const given = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  const cookies = [cookie, ...given].filter((one) => one !== '').join('; ');
  return { cookie: cookies, token: readField(await response.text(), 'token') ?? '' };
}

export type Sent = {
  readonly fields: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends a form as a browser does that is on a page of the same server. */
export async function send(url: string, { fields, headers }: Sent): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}
