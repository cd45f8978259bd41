import { BlockList, isIP } from 'node:net';

/** Whether an address lies in one of some ranges; IPv4 addresses written as IPv6 count as what they are. */
export type InRanges = (address: string) => boolean;

type Range = { readonly address: string; readonly family: 'ipv4' | 'ipv6'; readonly bits: number };

/** Reads an IP address or a range of them, such as `10.0.0.0/8`; null for anything else. */
export function parseAddressRange(text: string): Range | null {
  const match = /^([0-9a-fA-F.:]{2,45})(?:\/(\d{1,3}))?$/.exec(text);
  const address = match?.[1] ?? '';
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = match?.[2] === undefined ? most : Number(match[2]);
  if (version === 0 || bits > most) return null;
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', bits };
}

/** Ranges that cannot be read hold no address. */
export function createRanges(texts: readonly string[]): InRanges {
  const list = new BlockList();
  for (const range of texts.map(parseAddressRange))
    if (range !== null) list.addSubnet(range.address, range.bits, range.family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
