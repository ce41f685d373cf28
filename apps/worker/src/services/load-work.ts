import type { Delivery } from '@anankor/ipc';
import { beginLoad, transition } from '@anankor/music';
import type { Change, LoadOutcome, SessionState } from '@anankor/music';
import type { Reply } from '@anankor/schemas';
import { decideLoaded } from '../handlers/index.ts';
import type { Facts } from '../handlers/index.ts';
import type { GuildInput } from './guild-input.ts';
import type { GuildLoads } from './guild-loads.ts';
import type { GuildServices } from './guild-services.ts';
import { loadedJobId } from './job-record.ts';
import type { JobRecord } from './job-record.ts';

/** What loads need of their guild. Everything happens in its lane. */
export interface LoadHost {
  state(): SessionState | null;
  /** Loads are left to the next owner. */
  leaving(): boolean;
  facts(channelId: string): Facts;
  commit(
    after: SessionState | null,
    changes: readonly Change[],
    job?: { id: string; record: JobRecord },
  ): Promise<JobRecord | null>;
  /** Resolves when the player is as the session wants it. */
  reconcilePlayer(): Promise<void>;
  answer(delivery: Delivery, reply: Reply, settled: Promise<void>): void;
}

/** The two inputs of a load: that it begins, and what it came to. */
export class LoadWork {
  readonly #loads: GuildLoads;
  readonly #host: LoadHost;
  readonly #services: GuildServices;

  constructor(loads: GuildLoads, host: LoadHost, services: GuildServices) {
    this.#loads = loads;
    this.#host = host;
    this.#services = services;
  }

  /** One whose placeholder was just committed, which counts it. */
  begin(load: { entryId: string; query: string }, delivery: Delivery | null): void {
    this.#loads.begin(load, delivery);
    // The bot comes while it loads.
    if (delivery) void this.#host.reconcilePlayer();
  }

  /** One that is begun again. It is counted first, so that one which ends processes is not begun by every successor. */
  async beginAgain({ entryId, query, delivery }: Omit<Extract<GuildInput, { kind: 'load' }>, 'kind'>) {
    const state = this.#host.state();
    if (this.#host.leaving() || state?.head.moving) return this.#loads.leave(delivery);
    if (this.#loads.adopt(entryId, delivery)) return;
    const { clock, loader, settings } = this.#services;
    const begun = state && transition(state, clock.now(), (draft) => beginLoad(draft, entryId), settings);
    if (begun === null || begun.result === 'gone' || begun.result === 'givenUp') {
      const outcome: LoadOutcome = begun?.result === 'givenUp' ? loader.giveUp() : { kind: 'empty' };
      this.#loads.expect(entryId, query, delivery);
      return this.loaded({ kind: 'loaded', entryId, query, outcome });
    }
    await this.#host.commit(begun.state, begun.changes);
    this.begin({ entryId, query }, delivery);
  }

  async loaded(input: Extract<GuildInput, { kind: 'loaded' }>): Promise<void> {
    const { entryId } = input;
    // Released to the next owner meanwhile, or answered because it was removed.
    const delivery = this.#loads.deliveryOf(entryId);
    if (delivery === undefined) return;
    const state = this.#host.state();
    const channelId = state?.head.channelId ?? delivery?.job.channelId ?? '';
    const decision = decideLoaded(state, input, this.#services.clock.now(), this.#host.facts(channelId));
    let reply = decision.reply;
    if (decision.changes.length > 0 || delivery?.redelivered) {
      const job = delivery ? { id: loadedJobId(delivery.job.jobId), record: { reply } } : undefined;
      const applied = await this.#host.commit(decision.state, decision.changes, job);
      if (applied !== null && 'reply' in applied) reply = applied.reply;
      if (delivery) await this.#services.onStep('loaded', delivery.job.command);
    }
    this.#loads.end(entryId);
    const settled = this.#host.reconcilePlayer();
    if (delivery) this.#host.answer(delivery, reply, settled);
  }
}
