import type { Delivery } from '@anankor/ipc';
import type { SessionState } from '@anankor/music';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';

type Loaded = Extract<GuildInput, { kind: 'loaded' }>;

/** Entries looked at for loads that wait for a node, from the head of the queue. */
const LOOKED_AT = 20;

/** A guild's loads that are under way, each with the /play that waits for it. What they come to goes back into the lane. */
export class GuildLoads {
  readonly #services: GuildServices;
  readonly #onLoaded: (loaded: Loaded) => void;
  readonly #underWay = new Map<string, Delivery | null>();

  constructor(services: GuildServices, onLoaded: (loaded: Loaded) => void) {
    this.#services = services;
    this.#onLoaded = onLoaded;
  }

  get idle(): boolean {
    return this.#underWay.size === 0;
  }

  /** False where it was left to the next owner meanwhile. */
  has(entryId: string): boolean {
    return this.#underWay.has(entryId);
  }

  begin(load: { entryId: string; query: string }, delivery: Delivery | null): void {
    const { loader, signal, traces, events } = this.#services;
    this.#underWay.set(load.entryId, delivery);
    const begun = performance.now();
    const loaded = traces.within(delivery, () => traces.step('load', () => loader.load(load.query)));
    void loaded.then((outcome) => {
      events.loaded(load.query, outcome, (performance.now() - begun) / 1000);
      if (!signal.aborted) this.#onLoaded({ kind: 'loaded', ...load, outcome, delivery });
    });
  }

  end(entryId: string): void {
    this.#underWay.delete(entryId);
  }

  /** Places whose load was answered ND are loaded when a node is up; none in a session that is on its way elsewhere. */
  beginWaiting(state: SessionState | null): void {
    const { nodes, caughtUp } = this.#services;
    if (!state || state.head.moving || !nodes.up || !caughtUp()) return;
    for (const entry of state.queue.take(LOOKED_AT)) {
      if (entry.state === 'loading' && !this.has(entry.id))
        this.begin({ entryId: entry.id, query: entry.query }, null);
    }
  }

  /** Leaves what is under way to the next owner, who loads it again. */
  release(): void {
    for (const delivery of this.#underWay.values()) {
      delivery?.release();
      if (delivery) this.#services.traces.end(delivery, 'left');
    }
    this.#underWay.clear();
  }
}
