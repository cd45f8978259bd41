/** Where an SMTP server listens, and whether TLS begins at once. */
export type SmtpHost = { readonly host: string; readonly port: number; readonly secure: boolean };

const RELAY_PORT = 25;
const SUBMISSION_PORT = 587;
const IMPLICIT_TLS_PORT = 465;

/**
 * Reads `host`, `host:port`, `[IPv6]` and `[IPv6]:port`. Without a port mail is submitted at 587 where that takes a
 * login or TLS, else handed to a relay at 25; 465 speaks TLS from the start (RFC 8314).
 */
export function parseSmtpHost(text: string, { submits }: { readonly submits: boolean }): SmtpHost {
  const { host, port } = splitPort(text.trim());
  const number = port === '' ? (submits ? SUBMISSION_PORT : RELAY_PORT) : Number(port);
  return { host, port: number, secure: number === IMPLICIT_TLS_PORT };
}

function splitPort(text: string): { readonly host: string; readonly port: string } {
  const bracket = text.indexOf(']');
  if (text.startsWith('[') && bracket !== -1)
    return { host: text.slice(1, bracket), port: text.slice(bracket + 1).replace(/^:/, '') };
  const colon = text.indexOf(':');
  if (colon === -1 || colon !== text.lastIndexOf(':')) return { host: text, port: '' };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}
