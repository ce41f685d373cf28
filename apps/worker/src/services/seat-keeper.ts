import { within } from '@anankor/core';
import type { SessionState } from '@anankor/music';
import { wantedChannel } from '@anankor/music';
import type { GuildServices } from './guild-services.ts';

/** `over`: the session wants the channel no longer, for another reason than that Discord did not let the bot in. */
export type SeatOutcome = 'seated' | 'refused' | 'pending' | 'over';

/** The way into a channel. */
interface Entry {
  channelId: string;
  /** Since when Discord could have let it in, monotonic milliseconds. */
  since: number;
  /** Members called it; their jobs are undone where it is not let in. */
  called: boolean;
  jobIds: Set<string>;
}

export interface SeatKeeperOptions {
  guildId: string;
  services: GuildServices;
  session(): SessionState | null;
  /** Discord did not let the bot in; `jobIds` are those of the commands that called it. */
  onRefused(channelId: string, jobIds: readonly string[]): void;
}

/**
 * Watches whether the bot comes into the voice channel that its session wants. Discord ignores what it does not allow, so silence for
 * too long is its refusal; but not while the gateway is down, since then it was not asked.
 */
export class SeatKeeper {
  readonly #options: SeatKeeperOptions;
  #entry: Entry | null = null;
  #refused: string | null = null;
  #timing = false;
  #waiters: (() => void)[] = [];

  constructor(options: SeatKeeperOptions) {
    this.#options = options;
  }

  /** After whatever may have changed where the bot is, or should be. `jobId`: by a member's command. */
  follow(jobId?: string): void {
    const { guildId, services, session } = this.#options;
    const wanted = wantedChannel(session());
    if (wanted === null || this.#actual === wanted) {
      this.#entry = null;
      if (wanted !== null) this.#refused = null;
      for (const told of this.#waiters.splice(0)) told();
      return;
    }
    if (this.#entry?.channelId !== wanted) {
      const called = jobId !== undefined;
      this.#refused = null;
      this.#entry = { channelId: wanted, since: services.clock.monotonic(), called, jobIds: new Set() };
    }
    if (jobId !== undefined && this.#entry.called) this.#entry.jobIds.add(jobId);
    if (!services.seats.canAsk(guildId)) this.#entry.since = services.clock.monotonic();
    if (!this.#timing) void this.#time();
  }

  /** What became of the way into the channel, at the latest after the time that a caller waits. */
  async outcome(): Promise<SeatOutcome> {
    const { services } = this.#options;
    const limit = services.seatTiming.callMs + 1_000;
    for (const until = services.clock.monotonic() + limit; this.#now === 'pending';) {
      const left = until - services.clock.monotonic();
      if (left <= 0 || services.signal.aborted) break;
      const told = new Promise<void>((resolve) => this.#waiters.push(resolve));
      await within(told, left, undefined);
    }
    return this.#now;
  }

  /** As it is committed: what came with the voice state is known then, too. */
  get #actual(): string | null {
    return this.#options.session()?.head.voice.channelId ?? null;
  }

  get #now(): SeatOutcome {
    const wanted = wantedChannel(this.#options.session());
    if (wanted === null) return this.#refused === null ? 'over' : 'refused';
    return this.#actual === wanted ? 'seated' : 'pending';
  }

  async #time(): Promise<void> {
    const { guildId, services, onRefused } = this.#options;
    const { clock, signal, seats, seatTiming: timing } = services;
    this.#timing = true;
    while (this.#entry && !signal.aborted) {
      const { called, since } = this.#entry;
      const left = since + (called ? timing.callMs : timing.lostMs) - clock.monotonic();
      if (left > 0) {
        await clock.sleep(left, signal).catch(() => undefined);
        continue;
      }
      if (seats.canAsk(guildId)) {
        const { channelId, jobIds } = this.#entry;
        this.#refused = channelId;
        this.#entry.since = clock.monotonic();
        // Whoever calls it next is not kept waiting for the answer to this.
        seats.forget(guildId);
        onRefused(channelId, [...jobIds]);
      } else {
        // Whoever called was told by then that it is waited for.
        Object.assign(this.#entry, { since: clock.monotonic(), called: false, jobIds: new Set() });
      }
    }
    this.#timing = false;
  }
}
