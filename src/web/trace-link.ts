/** The address of a trace after `trace_url_template`; null without a template, without a trace, or if it is not http(s). */
export function linkTrace(template: string | null, traceId: string): string | null {
  if (template === null || traceId === '') return null;
  const url = URL.parse(template.replaceAll('{trace_id}', () => encodeURIComponent(traceId.toWellFormed())));
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}
