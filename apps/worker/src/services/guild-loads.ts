import type { Delivery } from '@anankor/ipc';
import { indexOfEntry } from '@anankor/music';
import type { Change, SessionState } from '@anankor/music';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';

/** After these an entry that is loading may be gone. */
const removing: ReadonlySet<Change['type']> = new Set([
  'queue.shift',
  'queue.remove',
  'queue.stash',
  'queue.unstash',
]);

type LoadInput = Extract<GuildInput, { kind: 'load' | 'loaded' }>;

/** Entries looked at for loads that wait for a node, from the head of the queue. */
const LOOKED_AT = 20;
/** Milliseconds until it is tried again where a node is up and yet none could be asked. */
const PAUSE_MS = 5_000;

/** A guild's loads that are under way, each with the /play that waits for it. What they come to goes back into the lane. */
export class GuildLoads {
  readonly #guildId: string;
  readonly #services: GuildServices;
  readonly #push: (input: LoadInput) => void;
  readonly #underWay = new Map<string, { query: string; delivery: Delivery | null }>();
  #notBefore = 0;

  constructor(guildId: string, services: GuildServices, push: (input: LoadInput) => void) {
    this.#guildId = guildId;
    this.#services = services;
    this.#push = push;
  }

  get idle(): boolean {
    return this.#underWay.size === 0;
  }

  /** The /play that waits for the entry, null for none; undefined where its load is not (or no longer) under way. */
  deliveryOf(entryId: string): Delivery | null | undefined {
    return this.#underWay.get(entryId)?.delivery;
  }

  /** The command that an input of the guild's is for. */
  waitingFor(input: GuildInput): Delivery | null {
    if (input.kind === 'loaded') return this.deliveryOf(input.entryId) ?? null;
    return 'delivery' in input ? input.delivery : null;
  }

  /** The entry's load is under way for nobody: `delivery` waits for it now. */
  adopt(entryId: string, delivery: Delivery | null): boolean {
    const load = this.#underWay.get(entryId);
    if (!load) return false;
    load.delivery ??= delivery;
    return true;
  }

  /** What it comes to is known at once. */
  expect(entryId: string, query: string, delivery: Delivery | null): void {
    this.#underWay.set(entryId, { query, delivery });
  }

  begin({ entryId, query }: { entryId: string; query: string }, delivery: Delivery | null): void {
    const { loader, signal, traces, events, nodes, clock } = this.#services;
    this.expect(entryId, query, delivery);
    const begun = performance.now();
    const load = (): Promise<void> =>
      traces.step('load', async () => {
        const outcome = await loader.load(query, this.#guildId);
        events.loaded(query, outcome, (performance.now() - begun) / 1000);
        if (outcome.kind === 'unavailable' && nodes.up) this.#notBefore = clock.monotonic() + PAUSE_MS;
        if (!signal.aborted) this.#push({ kind: 'loaded', entryId, query, outcome });
      });
    void traces.within(delivery, load);
  }

  end(entryId: string): void {
    this.#underWay.delete(entryId);
  }

  /** Places whose load was answered ND are loaded when a node is up; none in a session that is on its way elsewhere. */
  beginWaiting(state: SessionState | null): void {
    const { nodes, caughtUp, clock } = this.#services;
    if (!state || state.head.moving || !nodes.up || !caughtUp()) return;
    if (clock.monotonic() < this.#notBefore) return;
    for (const entry of state.queue.take(LOOKED_AT)) {
      if (entry.state === 'loading' && !this.#underWay.has(entry.id))
        this.#push({ kind: 'load', entryId: entry.id, query: entry.query, delivery: null });
    }
  }

  /** Who waits for what is no longer in the queue is told so; the node's answer means nothing any more. */
  answerGone(state: SessionState | null, changes: readonly Change[]): void {
    if (state !== null && !changes.some(({ type }) => removing.has(type))) return;
    for (const [entryId, { query }] of this.#underWay) {
      const index = state === null ? -1 : indexOfEntry(state.queue, entryId);
      if (index < 0) this.#push({ kind: 'loaded', entryId, query, outcome: { kind: 'empty' } });
    }
  }

  /** Leaves what is under way to the next owner, who loads it again. */
  release(): void {
    for (const { delivery } of this.#underWay.values()) this.leave(delivery);
    this.#underWay.clear();
  }

  leave(delivery: Delivery | null): void {
    delivery?.release();
    if (delivery) this.#services.traces.end(delivery, 'left');
  }
}
