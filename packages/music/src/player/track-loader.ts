import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { classify } from '@anankor/core';
import type { AnankorError } from '@anankor/core';
import type { Track } from '@anankor/schemas';
import { LRUCache } from 'lru-cache';
import type { LoadOutcome } from '../session/load.ts';
import { checkAddress, resolveHost } from './address-check.ts';
import type { ResolveHost } from './address-check.ts';
import type { LavalinkRest } from './lavalink-rest.ts';
import { toOutcome } from './load-result.ts';
import type { WireLoad } from './load-result.ts';

export interface TrackLoaderOptions {
  /** Nodes to ask, best first: the next one where one does not answer, or not soon. Asked at each load. */
  rests: () => readonly LavalinkRest[];
  /** What is put before words, `ytmsearch` for instance. */
  searchPrefix: string;
  /** Beginnings of queries that are passed on as they are: sources of the operator's own, such as `library:`. */
  identifierPrefixes?: readonly string[];
  /** `host` or `host:port` that may be fetched from although it is not public; for local use. */
  allowedHosts?: readonly string[];
  resolve?: ResolveHost;
  /** For the log: a load that failed, by the reference that the user is given. */
  onFailure?: (reference: string, error: AnankorError | { message: string }) => void;
}

const SEARCH_TTL_MS = 60_000;
const SEARCHES = 500;
/** Longer than most loads take; a node that hangs takes as long as its timeout. */
const SOON_MS = 3_000;

/** Turns what a user typed into tracks. By REST and password alone, so the master uses it as well. Never rejects. */
export class TrackLoader {
  readonly #options: TrackLoaderOptions;
  readonly #allowedHosts: ReadonlySet<string>;
  /** Searches by their words. One at a time for the same; only what was found, or found not to be, is kept. */
  readonly #searches: LRUCache<string, LoadOutcome>;

  constructor(options: TrackLoaderOptions) {
    this.#options = options;
    this.#allowedHosts = new Set(options.allowedHosts);
    this.#searches = new LRUCache<string, LoadOutcome>({
      max: SEARCHES,
      ttl: SEARCH_TTL_MS,
      fetchMethod: async (words, _stale, { options: entry }) => {
        const outcome = await this.#ask(`${options.searchPrefix}:${words}`);
        if (outcome.kind !== 'search' && outcome.kind !== 'empty') entry.ttl = 1;
        return outcome;
      },
    });
  }

  /** A link, an identifier of the operator's own sources, or words to search for. */
  async load(query: string): Promise<LoadOutcome> {
    const text = query.trim().replace(/^<(.*)>$/, '$1');
    if (this.#options.identifierPrefixes?.some((prefix) => text.startsWith(prefix))) return this.#ask(text);
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return this.#search(text);
    const url = URL.parse(text);
    if (url === null) return { kind: 'denied' };
    const verdict = await checkAddress(url, this.#allowedHosts, this.#options.resolve ?? resolveHost);
    if (verdict === 'denied') return { kind: 'denied' };
    return verdict === 'unknown' ? { kind: 'empty' } : this.#ask(url.href);
  }

  /** What a search for words finds, for autocomplete; nothing where it fails, or for a link. */
  async search(query: string): Promise<readonly Track[]> {
    const words = query.trim();
    if (words === '' || /^[a-z][a-z0-9+.-]*:/i.test(words)) return [];
    const outcome = await this.#search(words);
    return outcome.kind === 'search' ? outcome.tracks : [];
  }

  async #search(words: string): Promise<LoadOutcome> {
    return (await this.#searches.fetch(words.toLowerCase().replace(/\s+/g, ' '))) ?? { kind: 'empty' };
  }

  /** The first answer. A node that has not answered soon is still waited for while the next one is asked. */
  async #ask(identifier: string): Promise<LoadOutcome> {
    const asked: Promise<LoadOutcome | null>[] = [];
    for (const rest of this.#options.rests()) {
      asked.push(this.#askOne(rest, identifier));
      const answered = new AbortController();
      const soon = sleep(SOON_MS, null, { signal: answered.signal }).catch(() => null);
      const outcome = await Promise.race([firstAnswer(asked), soon]);
      answered.abort();
      if (outcome) return outcome;
    }
    return (await firstAnswer(asked)) ?? { kind: 'unavailable' };
  }

  /** Null where the node does not answer. */
  async #askOne(rest: LavalinkRest, identifier: string): Promise<LoadOutcome | null> {
    const reference = randomUUID().slice(0, 8);
    try {
      const { status, body } = await rest.call(
        'GET',
        `loadtracks?identifier=${encodeURIComponent(identifier)}`,
      );
      if (status === 404) return { kind: 'empty' };
      const outcome = toOutcome(body as WireLoad, reference);
      if (outcome.kind === 'failed')
        this.#options.onFailure?.(reference, { message: outcome.cause ?? 'the node could not load it' });
      return outcome;
    } catch (thrown) {
      const error = classify(thrown);
      this.#options.onFailure?.(reference, error);
      return error.code === 'LAVALINK_REQUEST' ? { kind: 'failed', cause: null, reference } : null;
    }
  }
}

/** Null when none of them has one. */
function firstAnswer(asked: readonly Promise<LoadOutcome | null>[]): Promise<LoadOutcome | null> {
  const answers = asked.map((one) =>
    one.then((outcome) => outcome ?? Promise.reject(new Error('no answer'))),
  );
  return Promise.any(answers).catch(() => null);
}
