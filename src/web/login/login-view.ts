import { html } from '../../html.ts';

export type LoginState = {
  /** Where the form is sent. */
  readonly action: string;
  readonly token: string;
  /** The path to go on to. */
  readonly next: string;
  readonly name: string;
  readonly problem: string;
};

/** The form to log in with. */
export function renderLogin({ action, token, next, name, problem }: LoginState) {
  const body = html`<h1>Log in</h1>
    ${problem !== '' && html`<p class="notice" role="alert">${problem}</p>`}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <input type="hidden" name="next" value="${next}" />
      <div class="field">
        <label for="name">Name</label>
        <input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" required />
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
      </div>
      <button type="submit">Log in</button>
    </form>`;
  return { title: 'Log in', body, outside: true as const };
}

/** The button to log out with. */
export function renderLogout({ action, token, name }: Pick<LoginState, 'action' | 'token' | 'name'>) {
  const body = html`<h1>Log out</h1>
    <p>You are logged in as <b>${name}</b>.</p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">Log out</button>
    </form>`;
  return { title: 'Log out', body };
}
