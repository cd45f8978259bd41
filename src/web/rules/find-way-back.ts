import type { Context } from 'koa';
import type { FormGuard } from '../login/form-guard.ts';
import { pickFields } from './rule-fields.ts';
import { RULE_FORMS } from './rule-forms.ts';

// Node reads 16 KiB of headers in all, and this stands in the address and in the referrer.
const MAX_CHARACTERS = 5_000;

/** The path of the form that was posted, filled in with what was typed; the list of rules for everything else. */
export async function findWayBack(ctx: Context, guard: FormGuard): Promise<string> {
  const form = RULE_FORMS.find(({ savePath }) => savePath === ctx.path);
  if (form === undefined) return '/admin';
  const { fields } = await guard.read(ctx);
  const typed = Object.entries(pickFields(form.kind, fields)).filter(([, value]) => value !== '');
  const path = `${form.addPath}?${new URLSearchParams(typed).toString()}`;
  return path.length > MAX_CHARACTERS ? form.addPath : path;
}
