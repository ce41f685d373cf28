import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { Agent, request } from 'undici';
import { SourceError } from './source.ts';

export interface FetchLimits {
  /** Hosts, as `name` or `name:port`, that may have a private, loopback or link-local address; `*` is any. */
  privateHosts: readonly string[];
  maxBytes: number;
  /** For the whole fetch, redirects included. */
  timeoutMs: number;
}

const maxRedirects = 5;
const audioTypes = /^(?:audio\/|video\/mp4|application\/(?:ogg|octet-stream))/i;

type LookupCallback = (
  error: Error | null,
  address: string | LookupAddress[],
  family?: number | undefined,
) => void;

/**
 * Fetches audio from where a user points. Addresses that are not on the public internet are refused at every step: as
 * written in the URL, after each redirect, and as the name resolves, in the connection itself, so that a name can't
 * resolve to another address the second time.
 */
export class GuardedFetch {
  readonly #limits: FetchLimits;
  /** Looks at every address it connects to. */
  readonly #guarded: Agent;
  /** For the hosts that may be private. */
  readonly #open: Agent;

  constructor(limits: FetchLimits) {
    this.#limits = limits;
    this.#guarded = new Agent({ connect: { lookup: guardedLookup, timeout: limits.timeoutMs } });
    this.#open = new Agent({ connect: { timeout: limits.timeoutMs } });
  }

  /** `undefined` for what is not there (404, 410). Rejects with a SourceError whose message a user may see. */
  async fetchAudio(url: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(this.#limits.timeoutMs)]);
    try {
      return await this.#follow(new URL(url), within);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      const cause = error instanceof Error && error.cause instanceof SourceError ? error.cause : undefined;
      throw (
        cause ??
        new SourceError(within.aborted ? 'The host took too long.' : 'The host could not be reached.')
      );
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#guarded.destroy(), this.#open.destroy()]);
  }

  async #follow(first: URL, signal: AbortSignal): Promise<Buffer | undefined> {
    let url = first;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const dispatcher = this.#dispatcherFor(url);
      const { statusCode, headers, body } = await request(url, { dispatcher, signal });
      const location = headers['location'];
      if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
        await body.dump();
        url = new URL(location, url);
        continue;
      }
      if (statusCode === 404 || statusCode === 410) {
        await body.dump();
        return undefined;
      }
      const failure = this.#judge(statusCode, headers['content-type'], headers['content-length']);
      if (failure) {
        body.on('error', () => undefined).destroy();
        throw new SourceError(failure);
      }
      return this.#collect(body);
    }
    throw new SourceError('The URL redirects too often.');
  }

  #judge(status: number, type: unknown, length: unknown): string | undefined {
    if (status !== 200) return `The host answered with status ${status}.`;
    if (typeof type === 'string' && !audioTypes.test(type)) return 'Unknown file format.';
    if (Number(length) > this.#limits.maxBytes) return 'The file is too large.';
    return undefined;
  }

  async #collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of body) {
      size += part.length;
      if (size > this.#limits.maxBytes) throw new SourceError('The file is too large.');
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  /** Throws for what may not be reached. A host that is an address is never looked up, so it is judged here. */
  #dispatcherFor(url: URL): Agent {
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new SourceError('Only http and https URLs can be played.');
    const { privateHosts } = this.#limits;
    if (['*', url.host, url.hostname].some((host) => privateHosts.includes(host))) return this.#open;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(host)) checkAddress(host);
    return this.#guarded;
  }
}

function checkAddress(address: string): void {
  if (ipaddr.process(address).range() !== 'unicast')
    throw new SourceError('That URL points to a private address.');
}

/** `dns.lookup` that fails when any of the addresses is not on the public internet. */
function guardedLookup(host: string, options: LookupOptions, callback: LookupCallback): void {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    try {
      for (const { address } of addresses) checkAddress(address);
    } catch (refusal) {
      return callback(refusal as Error, []);
    }
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    return first
      ? callback(null, first.address, first.family)
      : callback(new Error('The name has no address.'), []);
  });
}
