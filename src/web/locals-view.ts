import { html, type Html } from '../html.ts';
import type { Variable } from '../notify/read-frame-locals.ts';

/** The local variables of a frame; nothing when none were sent. */
export function renderLocals(variables: readonly Variable[] = []): Html | false {
  return (
    variables.length > 0 &&
    html`<table class="locals">
      <caption>
        Local variables
      </caption>
      <tbody>
        ${variables.map(
          ({ name, value }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>`
  );
}
