import type { Delivery } from '@anankor/ipc';
import { failure, reply } from '@anankor/schemas';
import type { InternalInput, Reply } from '@anankor/schemas';
import { passesDj } from '../handlers/permission.ts';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';
import type { JobRecord } from './job-record.ts';

/** How long it keeps its worker from other channels of the guild, milliseconds: time for an operator, or for a version that can read it. */
const KEPT_MS = 900_000;

const ending = new Set(['stop', 'leave']);

export interface UnreadableHost {
  guildId: string;
  /** It is gone: the worker leaves the channel and gives it back. */
  ended(): void;
  answer(delivery: Delivery, reply: Reply): void;
  resume(delivery: Delivery, record: JobRecord): Promise<void>;
  waitingFor(input: GuildInput): Delivery | null;
  endLoad(input: { entryId: string }): void;
}

/**
 * Stands in a guild's lane for a session that nobody can read. It is left in Redis as it is, and so are the player and the bot's
 * voice. /stop, /leave, an operator, the bot's removal and time end it; everything else is answered UR.
 */
export class UnreadableSession {
  readonly reason: string;
  readonly #host: UnreadableHost;
  readonly #services: GuildServices;
  readonly #since: number;

  constructor(reason: string, host: UnreadableHost, services: GuildServices) {
    this.reason = reason;
    this.#host = host;
    this.#services = services;
    this.#since = services.clock.monotonic();
  }

  /** Throws as a commit does. */
  async process(input: GuildInput): Promise<void> {
    switch (input.kind) {
      case 'job':
        return this.#job(input.delivery);
      case 'load':
      case 'loaded': {
        const delivery = this.#host.waitingFor(input);
        this.#host.endLoad(input);
        if (delivery) this.#host.answer(delivery, failure('UR'));
        return;
      }
      case 'move':
        return input.begun('its session can’t be read');
      case 'event':
        return this.#event(input.event.type);
      case 'decision':
      case 'settled':
    }
  }

  async #job(delivery: Delivery): Promise<void> {
    const { job } = delivery;
    const { clock, moves, voiceStates } = this.#services;
    if (job.command === 'move adopt') {
      const { moveId, from } = job.input as InternalInput<'move adopt'>;
      await moves.answer(from, moveId, 'it has another session in this guild', job);
    }
    if (job.command.startsWith('move ')) return delivery.ack();
    if (clock.now() > job.expiresAt && !delivery.redelivered)
      return this.#host.answer(delivery, failure('EX'));
    const listeners = voiceStates.listeners(this.#host.guildId, job.channelId);
    if (!ending.has(job.command)) await this.#settle(delivery, failure('UR'), false);
    else if (!passesDj(job, null, listeners)) await this.#settle(delivery, failure('PD'), false);
    else await this.#settle(delivery, reply('session.dropped', {}), true);
  }

  async #event(type: string): Promise<void> {
    const { clock, commits, store } = this.#services;
    const over = type === 'tick' && clock.monotonic() - this.#since >= KEPT_MS;
    if (!over && type !== 'guildLeft') return;
    await commits.write(store.dropping(this.#host.guildId));
    this.#host.ended();
  }

  /** What was applied before, while it could be read, is answered as then. */
  async #settle(delivery: Delivery, answer: Reply, ends: boolean): Promise<void> {
    const { commits, store } = this.#services;
    const writes = ends ? store.dropping(this.#host.guildId) : [];
    const job = { id: delivery.job.jobId, record: { reply: answer } };
    const recorded = ends || delivery.redelivered ? await commits.apply(writes, job) : null;
    if (recorded !== null) return this.#host.resume(delivery, recorded);
    if (ends) this.#host.ended();
    this.#host.answer(delivery, answer);
  }
}
