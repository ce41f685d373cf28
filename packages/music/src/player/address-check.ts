import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Whether an address is a public one: not private, loopback, link-local, metadata, multicast, or a tunnel to such. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

/** All addresses of a host name. */
export type ResolveHost = (host: string) => Promise<string[]>;

export const resolveHost: ResolveHost = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * `denied`: another scheme than http and https, credentials, or an address that is not public, whatever its name.
 * `unknown`: the host has no address.
 */
export async function checkAddress(
  url: URL,
  allowedHosts: ReadonlySet<string>,
  resolve: ResolveHost,
): Promise<'allowed' | 'denied' | 'unknown'> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'denied';
  if (url.username !== '' || url.password !== '') return 'denied';
  if (allowedHosts.has(url.host)) return 'allowed';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? 'allowed' : 'denied';
  const addresses = await resolve(host).catch(() => []);
  if (addresses.length === 0) return 'unknown';
  return addresses.every(isPublicAddress) ? 'allowed' : 'denied';
}
