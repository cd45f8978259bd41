/**
 * Whether `text` is one plain mailbox, `local@domain`, that can stand in an SMTP envelope and a header as it is. git
 * stores any bytes as an author's address, so lists, quoting, spaces and line breaks are all refused.
 */
export function isMailAddress(text: string): boolean {
  const at = text.indexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return at > 0 && text.length <= 254 && LOCAL.test(local) && DOMAIN.test(domain) && !domain.includes('..');
}

// RFC 5321 dot-atom for the local part; letters beyond ASCII are allowed in both (RFC 6531).
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u;
const DOMAIN = /^[\p{L}\p{N}][\p{L}\p{N}.-]*$/u;
