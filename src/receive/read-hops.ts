import { Refusal } from './refusal.ts';

const MEMBER = /^1\.1[ \t]+flawless-([0-9a-f]{16})$/;

// No sane route has so many; a ring of more would never meet an id it still remembers.
const MAX_HOPS = 10;

/**
 * The instances of Flawless a request has passed, oldest first, as `Via: 1.1 flawless-<id>` names them (RFC 9110, 7.6.3);
 * throws a 508 `Refusal` if this one is among them.
 */
export function readHops(via: string | undefined, instanceId: string): readonly string[] {
  if (via === undefined) return [];
  const hops = via.split(',').flatMap((member) => MEMBER.exec(member.trim())?.[1] ?? []);
  if (hops.includes(instanceId))
    throw new Refusal(508, 'This has been here before: upstream_endpoint leads back to this Flawless.');
  if (hops.length > MAX_HOPS)
    throw new Refusal(
      508,
      `This has passed more than ${MAX_HOPS} instances of Flawless: their upstreams form a loop.`,
    );
  return hops;
}
