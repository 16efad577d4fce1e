import ipaddr from 'ipaddr.js';

/** An address of the public internet, and no other kind. Unreadable ones are not. */
export function isPublicAddress(address: string): boolean {
  return rangeOf(address) === 'unicast';
}

export function isLoopbackAddress(address: string): boolean {
  return rangeOf(address) === 'loopback';
}

/** Whom an address counts to where tries are counted: itself, or of IPv6 the /64 that one connection is given. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}

function rangeOf(address: string): string | undefined {
  try {
    return ipaddr.process(address).range();
  } catch {
    return undefined;
  }
}

/**
 * Hosts and networks that may be reached although they are private: `erp.lan`, `10.0.0.5`,
 * `10.1.0.0/16`. Names are compared whole, without regard to case.
 * @throws Error naming the entry that is none of these
 */
export function createAllowList(entries: readonly string[]): {
  host(name: string): boolean;
  address(address: string): boolean;
} {
  const names = new Set<string>();
  const networks: (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [];
  for (const entry of entries) {
    if (entry.includes('/')) networks.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry))
      networks.push([ipaddr.process(entry), ipaddr.IPv6.isValid(entry) ? 128 : 32]);
    else names.add(entry.toLowerCase());
  }
  return {
    host: (name) => names.has(name.toLowerCase()),
    address(text) {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.process(text);
      return networks.some(
        ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
      );
    },
  };
}
