import type { Delivery } from '@anankor/ipc';
import { mend, transition } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import { reply } from '@anankor/schemas';
import type { GuildInput } from './guild-input.ts';
import type { GuildServices } from './guild-services.ts';
import { stateOf } from './read-session.ts';
import type { LoadedSession } from './read-session.ts';
import { UnreadableSession } from './unreadable-session.ts';
import type { UnreadableHost } from './unreadable-session.ts';

/** A guild's session as this process knows it, and what of the stored one could not be read. */
export class KnownSession {
  state: SessionState | null = null;
  readonly #host: UnreadableHost;
  readonly #services: GuildServices;
  #lost: readonly string[] = [];
  #unreadable: UnreadableSession | null = null;

  constructor(loaded: LoadedSession, host: UnreadableHost, services: GuildServices) {
    this.#host = host;
    this.#services = services;
    this.#take(loaded);
  }

  /** Why nobody can read it; null where somebody can. */
  get unreadable(): string | null {
    return this.#unreadable?.reason ?? null;
  }

  /** It differs from what is stored until `prepare`. */
  get damaged(): boolean {
    return this.#lost.length > 0;
  }

  /**
   * Before each input: what was left out goes from Redis, too, where places of the queue are counted. Answers whether the input is
   * dealt with, as there is no session that anybody can read. Throws as a commit does.
   */
  async prepare(input: GuildInput): Promise<boolean> {
    if (input.kind === 'job' && input.delivery.job.command === 'session drop') {
      await this.#drop(input.delivery);
      return true;
    }
    if (this.damaged) await this.#mend();
    await this.#unreadable?.process(input);
    return this.#unreadable !== null;
  }

  /** Reads it once more, where it is not known what was written. Stays as it is where Redis does not answer. */
  async reload(): Promise<void> {
    const loaded = await this.#services.store.load(this.#host.guildId).catch(() => null);
    if (loaded) this.#take(loaded);
  }

  /** An operator's wish: nothing is asked of what is stored. Handed over again it changes nothing, whatever began since. */
  async #drop(delivery: Delivery): Promise<void> {
    const { commits, store, traces, events } = this.#services;
    const { guildId } = this.#host;
    const job = { id: delivery.job.jobId, record: { reply: reply('session.dropped', {}) } };
    if ((await commits.apply(store.dropping(guildId), job)) === null) {
      events.sessionDropped(guildId);
      this.state = null;
      this.#lost = [];
      this.#unreadable = null;
      this.#host.ended();
    }
    delivery.ack();
    traces.end(delivery, 'done');
  }

  #take(loaded: LoadedSession): void {
    this.state = stateOf(loaded);
    this.#lost = loaded.kind === 'session' ? loaded.lost : [];
    if (loaded.kind !== 'unreadable') {
      this.#unreadable = null;
      return;
    }
    if (this.#unreadable) return;
    this.#services.events.sessionUnreadable(this.#host.guildId, loaded.reason);
    const ended = (): void => {
      this.#unreadable = null;
      this.#host.ended();
    };
    this.#unreadable = new UnreadableSession(loaded.reason, { ...this.#host, ended }, this.#services);
  }

  async #mend(): Promise<void> {
    const { clock, commits, store, settings, events } = this.#services;
    const { guildId } = this.#host;
    if (this.state === null) return;
    const after = transition(this.state, clock.now(), mend, settings).state ?? this.state;
    await commits.write(store.rewriting(guildId, after));
    events.sessionMended(guildId, this.#lost);
    this.state = after;
    this.#lost = [];
  }
}
