import { randomUUID } from 'node:crypto';
import { classify, within } from '@anankor/core';
import type { AnankorError } from '@anankor/core';
import type { Track } from '@anankor/schemas';
import { LRUCache } from 'lru-cache';
import type { LoadOutcome } from '../session/load.ts';
import { checkAddress, resolveHost } from './address-check.ts';
import type { ResolveHost } from './address-check.ts';
import type { LavalinkRest } from './lavalink-rest.ts';
import { LoadGate } from './load-gate.ts';
import { reasonOf } from './load-failure.ts';
import { toOutcome } from './load-result.ts';
import { readAnswer, restLoad } from './rest-answers.ts';

export interface LoadTiming {
  /** Upper bound of one load, milliseconds; then it is given up for good. */
  limitMs: number;
  /** Of the look-up of a link's host. */
  resolveMs: number;
  /** That a load may wait for others. */
  waitMs: number;
  /** For which a guild's place stays taken after a load that was given up, and for which the same link is not loaded again. */
  holdMs: number;
  forgetMs: number;
}

export const loadTiming: LoadTiming = {
  limitMs: 15_000,
  resolveMs: 5_000,
  waitMs: 60_000,
  holdMs: 30_000,
  forgetMs: 600_000,
};

export interface TrackLoaderOptions {
  /** Nodes to ask, best first. Asked at each load. */
  rests: () => readonly LavalinkRest[];
  /** What is put before words, `ytmsearch` for instance. */
  searchPrefix: string;
  /** Beginnings of queries that are passed on as they are: sources of the operator's own, such as `library:`. */
  identifierPrefixes?: readonly string[];
  /** `host` or `host:port` that may be fetched from although it is not public; for local use. */
  allowedHosts?: readonly string[];
  resolve?: ResolveHost;
  timing?: Partial<LoadTiming>;
  /** For the log: a load that failed, by the reference that the user is given. */
  onFailure?: (reference: string, error: AnankorError | { message: string }) => void;
}

const SEARCH_TTL_MS = 60_000;
const SEARCHES = 500;
/** Loads at once on a node, and of a guild. A real Lavalink stops answering at about 32. */
const PER_NODE = 4;
const PER_GUILD = 2;
const WAITING_PER_GUILD = 50;

/**
 * Turns what a user typed into tracks. By REST and password alone, so the master uses it as well. Never rejects. One node is asked, and
 * no second one after that took the load: a link that is slow for one is slow for all, and Lavalink works on after nobody waits.
 */
export class TrackLoader {
  readonly #options: TrackLoaderOptions;
  readonly #timing: LoadTiming;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #gate: LoadGate;
  /** Loads under way, by node. */
  readonly #atNode = new Map<string, number>();
  /** Searches by their words. One at a time for the same; only what was found, or found not to be, is kept. */
  readonly #searches: LRUCache<string, LoadOutcome, string>;
  /** What was given up, with the answer. */
  readonly #givenUp: LRUCache<string, LoadOutcome>;

  constructor(options: TrackLoaderOptions) {
    this.#options = options;
    this.#timing = { ...loadTiming, ...options.timing };
    this.#allowedHosts = new Set(options.allowedHosts);
    this.#gate = new LoadGate({
      capacity: () => PER_NODE * options.rests().length,
      perGuild: PER_GUILD,
      waitingPerGuild: WAITING_PER_GUILD,
      waitMs: this.#timing.waitMs,
    });
    this.#givenUp = new LRUCache({ max: SEARCHES, ttl: this.#timing.forgetMs });
    this.#searches = new LRUCache<string, LoadOutcome, string>({
      max: SEARCHES,
      ttl: SEARCH_TTL_MS,
      fetchMethod: async (words, _stale, { options: entry, context: guildId }) => {
        const outcome = await this.#ask(`${options.searchPrefix}:${words}`, guildId);
        if (outcome.kind !== 'search' && outcome.kind !== 'empty') entry.ttl = 1;
        return outcome;
      },
    });
  }

  /** A link, an identifier of the operator's own sources, or words to search for. `guildId`: guilds take turns. */
  async load(query: string, guildId = ''): Promise<LoadOutcome> {
    const text = query
      .toWellFormed()
      .trim()
      .replace(/^<(.*)>$/, '$1');
    try {
      if (this.#options.identifierPrefixes?.some((prefix) => text.startsWith(prefix)))
        return await this.#ask(text, guildId);
      if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return await this.#search(text, guildId);
      return await this.#link(text, guildId);
    } catch (thrown) {
      return this.#failed(classify(thrown));
    }
  }

  /** The answer to a load that was begun so often that it isn't begun once more. */
  giveUp(): LoadOutcome {
    return this.#failed({ message: 'its loads were begun several times and never ended' });
  }

  /** What a search for words finds, for autocomplete; nothing where it fails, or for a link. */
  async search(query: string, guildId = ''): Promise<readonly Track[]> {
    const words = query.toWellFormed().trim();
    if (words === '' || /^[a-z][a-z0-9+.-]*:/i.test(words)) return [];
    const outcome = await this.#search(words, guildId).catch(() => null);
    return outcome?.kind === 'search' ? outcome.tracks : [];
  }

  async #link(text: string, guildId: string): Promise<LoadOutcome> {
    const url = URL.parse(text);
    if (url === null) return { kind: 'denied' };
    const { resolve = resolveHost } = this.#options;
    const check = checkAddress(url, this.#allowedHosts, resolve);
    const verdict = await within(check, this.#timing.resolveMs, 'late');
    if (verdict === 'denied') return { kind: 'denied' };
    if (verdict === 'late')
      return this.#failed({ message: 'the host of the link could not be looked up in time' });
    return verdict === 'unknown' ? { kind: 'empty' } : this.#ask(url.href, guildId);
  }

  async #search(words: string, guildId: string): Promise<LoadOutcome> {
    const same = words.toLowerCase().replace(/\s+/g, ' ');
    return (await this.#searches.fetch(same, { context: guildId })) ?? { kind: 'empty' };
  }

  async #ask(identifier: string, guildId: string): Promise<LoadOutcome> {
    const before = this.#givenUp.get(identifier);
    if (before) return before;
    if (!(await this.#gate.enter(guildId))) return { kind: 'busy' };
    let holdMs = 0;
    try {
      const { outcome, timedOut } = await this.#askNodes(identifier);
      // Words are another load each time the node searches for them; a link leads to the same place.
      if (timedOut && identifier.includes('://')) this.#givenUp.set(identifier, outcome);
      if (timedOut) ({ holdMs } = this.#timing);
      return outcome;
    } finally {
      this.#gate.leave(guildId, holdMs);
    }
  }

  /** The first node that takes it decides. One that refuses us, or can't be reached, did not take it. */
  async #askNodes(identifier: string): Promise<{ outcome: LoadOutcome; timedOut: boolean }> {
    let refused: LoadOutcome | null = null;
    for (const rest of this.#leastBusyFirst()) {
      const before = this.#atNode.get(rest.name) ?? 0;
      this.#atNode.set(rest.name, before + 1);
      try {
        return { outcome: await this.#askOne(rest, identifier), timedOut: false };
      } catch (thrown) {
        const error = classify(thrown);
        if (error.code === 'LAVALINK_UNAVAILABLE' && error.details['reached'] === false) continue;
        const outcome = this.#failed(error);
        if (error.code !== 'LAVALINK_REFUSED')
          return { outcome, timedOut: error.details['timedOut'] === true };
        refused = outcome;
      } finally {
        this.#atNode.set(rest.name, (this.#atNode.get(rest.name) ?? 1) - 1);
      }
    }
    return { outcome: refused ?? { kind: 'unavailable' }, timedOut: false };
  }

  #leastBusyFirst(): LavalinkRest[] {
    const full = ({ name }: LavalinkRest): number => Number((this.#atNode.get(name) ?? 0) >= PER_NODE);
    return this.#options.rests().toSorted((one, other) => full(one) - full(other));
  }

  async #askOne(rest: LavalinkRest, identifier: string): Promise<LoadOutcome> {
    const path = `loadtracks?identifier=${encodeURIComponent(identifier)}`;
    const { status, body } = await rest.call('GET', path, undefined, this.#timing.limitMs);
    if (status === 404) return { kind: 'empty' };
    const load = readAnswer(restLoad, body, rest.name);
    const outcome = toOutcome(load, newReference());
    if ((outcome.kind === 'failed' || outcome.kind === 'restricted') && load.loadType === 'error') {
      const { reason } = reasonOf(load.data);
      this.#options.onFailure?.(outcome.reference, { message: reason ?? 'the node could not load it' });
    }
    return outcome;
  }

  #failed(error: AnankorError | { message: string }): LoadOutcome {
    const reference = newReference();
    this.#options.onFailure?.(reference, error);
    return { kind: 'failed', cause: null, reference };
  }
}

function newReference(): string {
  return randomUUID().slice(0, 8);
}
