import { domainToASCII } from 'node:url';

/**
 * Whether `text` is one plain mailbox, `local@domain`, that can stand in an SMTP envelope and a header as it is. git
 * stores any bytes as an author's address, so lists, quoting, spaces and line breaks are all refused.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > MAX_OCTETS || Buffer.byteLength(text) > MAX_OCTETS) return false;
  const at = text.indexOf('@');
  return at > 0 && isLocalPart(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

/**
 * Whether mail to this mailbox can leave the machine or network it was named on. No list of top-level domains is asked;
 * what can never be one, and the names that machines give themselves, are refused unless they are `ownDomain`.
 */
export function isReachable(address: string, ownDomain: string): boolean {
  if (!isMailAddress(address)) return false;
  const domain = address.slice(address.indexOf('@') + 1).toLowerCase();
  if (isWithin(domain, ownDomain.toLowerCase())) return true;
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  return labels.length > 1 && !/^\d+$/.test(top) && !LOCAL_TOPS.has(top) && !isMachine(domain, labels[0]);
}

// RFC 5321, section 4.5.3.1: a path has 256 octets with its angle brackets.
const MAX_OCTETS = 254;
const MAX_LOCAL_OCTETS = 64;
// RFC 5321 dot-atom for the local part; letters beyond ASCII are allowed in both (RFC 6531).
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const DOMAIN = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}.-]*$/u;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

function isLocalPart(local: string): boolean {
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  return LOCAL.test(local) && Buffer.byteLength(local) <= MAX_LOCAL_OCTETS;
}

// A domain beyond ASCII travels as punycode, where the lengths of the domain name system hold.
function isDomain(domain: string): boolean {
  if (!DOMAIN.test(domain)) return false;
  const ascii = domainToASCII(domain);
  return (
    ascii.length <= 253 && ascii.split('.').every((label) => label.length <= 63 && ASCII_LABEL.test(label))
  );
}

// Reserved by RFC 2606, 6761, 6762, 8375 and ICANN, or given out by home routers.
const LOCAL_TOPS: ReadonlySet<string> = new Set(
  'localhost localdomain local lan home internal intranet invalid arpa'.split(' '),
);

// Clouds name machines after their addresses: ip-10-0-0-1.eu-west-1.compute.amazonaws.com.
function isMachine(domain: string, first = ''): boolean {
  return /^(?:ip|ec2)-\d+-\d+-\d+-\d+$/.test(first) || domain.endsWith('.fritz.box');
}

function isWithin(domain: string, ownDomain: string): boolean {
  return domain === ownDomain || domain.endsWith(`.${ownDomain}`);
}
