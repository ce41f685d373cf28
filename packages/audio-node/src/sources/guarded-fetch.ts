import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { Agent, request } from 'undici';
import { SourceError } from './source.ts';

export interface FetchLimits {
  /** Lets requests reach private, loopback and link-local addresses. For tests and closed networks only. */
  allowPrivateAddresses: boolean;
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
  readonly #agent: Agent;

  constructor(limits: FetchLimits) {
    this.#limits = limits;
    this.#agent = new Agent({ connect: { lookup: this.#lookup.bind(this), timeout: limits.timeoutMs } });
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
    await this.#agent.destroy();
  }

  async #follow(first: URL, signal: AbortSignal): Promise<Buffer | undefined> {
    let url = first;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      this.#checkUrl(url);
      const { statusCode, headers, body } = await request(url, { dispatcher: this.#agent, signal });
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
        body.destroy();
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

  /** A host that is an address is never looked up, so it is judged here. */
  #checkUrl(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new SourceError('Only http and https URLs can be played.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (ipaddr.isValid(host)) this.#checkAddress(host);
  }

  #checkAddress(address: string): void {
    if (this.#limits.allowPrivateAddresses || ipaddr.process(address).range() === 'unicast') return;
    throw new SourceError('That URL points to a private address.');
  }

  #lookup(host: string, options: LookupOptions, callback: LookupCallback): void {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      try {
        for (const { address } of addresses) this.#checkAddress(address);
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
}
