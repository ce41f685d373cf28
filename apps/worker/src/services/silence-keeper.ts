import { classify, within } from '@anankor/core';
import type { AnankorError } from '@anankor/core';
import type { SessionHead } from '@anankor/music';
import { failure } from '@anankor/schemas';
import type { Caveat, Reply, Silence } from '@anankor/schemas';
import type { AskedToSpeak } from '../bot/own-voice.ts';
import type { GuildServices } from './guild-services.ts';

/** How long a member waits until it is known whether the bot may speak, milliseconds. */
const ASKED_MS = 3_000;
const LOOK_EVERY_MS = 50;

export interface SilenceKeeperOptions {
  guildId: string;
  services: GuildServices;
  head(): SessionHead | undefined;
  /** Discord says something else than the session knows. */
  onFound(silence: Silence | null): void;
  onError(error: AnankorError): void;
}

/**
 * Brings a bot that is not heard to speak, as far as that is its own business: on a stage it speaks, or raises its hand. Where a
 * moderator moved it to the audience it only asks.
 */
export class SilenceKeeper {
  readonly #options: SilenceKeeperOptions;
  #asked: Promise<AskedToSpeak | undefined> | null = null;

  constructor(options: SilenceKeeperOptions) {
    this.#options = options;
  }

  follow(before: SessionHead | undefined, after: SessionHead | undefined): void {
    if (after?.silenced !== 'suppressed') {
      this.#asked = null;
      return;
    }
    const entered = before?.voice.channelId !== after.voice.channelId;
    if (entered || before.silenced !== 'suppressed') this.#ask(after.channelId, entered);
  }

  /** A former owner may have died before it asked, and what happened since may be unheard of. */
  takenOver(): void {
    const { guildId, services, head, onFound } = this.#options;
    const known = head()?.silenced;
    if (known == null) return;
    void services.ownVoice.look(guildId).then((silence) => {
      const now = head();
      if (silence === undefined || !now) return;
      if (silence !== now.silenced) onFound(silence);
      else if (silence === 'suppressed') this.#ask(now.channelId, false);
    });
  }

  /** Why the session's music is not heard just now. */
  caveat(): Caveat | null {
    return this.#options.head()?.silenced ?? null;
  }

  /**
   * What is to be told instead of a success of a command that calls the bot, while it may not speak where it is; null where it may, or a
   * moderator muted it. `called`: a member calls it, so that it tries to speak again.
   */
  async refusal(called: boolean): Promise<Reply | null> {
    const { guildId, services, head } = this.#options;
    const { channelId, silenced } = head() ?? {};
    if (channelId === undefined || silenced !== 'suppressed') return null;
    if (called) this.#ask(channelId, true);
    const asked = await within(this.#asked ?? Promise.resolve(undefined), ASKED_MS, undefined);
    if (asked === 'speaking' && (await this.#heard())) return null;
    if (head()?.silenced !== 'suppressed') return null;
    if (asked === 'no stage') return services.obstacle(guildId, channelId);
    return failure('SG', { channelId, ...(asked === 'denied' ? { missing: ['MuteMembers'] } : {}) });
  }

  async #heard(): Promise<boolean> {
    const { clock, signal } = this.#options.services;
    const over = clock.monotonic() + ASKED_MS;
    while (this.#options.head()?.silenced === 'suppressed') {
      if (clock.monotonic() > over || signal.aborted) return false;
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
    return true;
  }

  #ask(channelId: string, unsuppress: boolean): void {
    const { guildId, services, onError } = this.#options;
    this.#asked = services.ownVoice.askToSpeak(guildId, channelId, unsuppress).catch((error: unknown) => {
      onError(classify(error));
      return undefined;
    });
  }
}
