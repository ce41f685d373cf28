import { classify, retry } from '@anankor/core';
import { discordError } from '@anankor/discord';
import type { createRest } from '@anankor/discord';
import type { Silence } from '@anankor/schemas';
import { ChannelType, Routes } from 'discord-api-types/v10';
import type { RESTPatchAPIGuildVoiceStateCurrentMemberJSONBody as Change } from 'discord-api-types/v10';
import { z } from 'zod';

/** `no stage`: an ordinary channel, in which nobody can ask to speak. */
export type AskedToSpeak = 'speaking' | 'raised' | 'denied' | 'no stage';

const channel = z.object({ type: z.number() });
const voiceFlags = z.object({ mute: z.boolean(), suppress: z.boolean() });
const policy = { initialMs: 250, maxMs: 2_000 };

/** Why nothing that is said under this voice state is heard; null: it is. Who is deafened is heard. */
export function silenceOf({ mute, suppress }: { mute: boolean; suppress: boolean }): Silence | null {
  if (mute) return 'muted';
  return suppress ? 'suppressed' : null;
}

/** The bot's own voice state over REST: op 4 can neither raise a hand nor begin to speak on a stage. */
export class OwnVoice {
  readonly #rest: ReturnType<typeof createRest>;
  readonly #signal: AbortSignal;

  constructor(rest: ReturnType<typeof createRest>, signal: AbortSignal) {
    this.#rest = rest;
    this.#signal = signal;
  }

  /**
   * Begins to speak on a stage, where `unsuppress` is wished and the bot has Mute Members; else it raises its hand. Rejects where
   * Discord can't be asked after several tries.
   */
  async askToSpeak(guildId: string, channelId: string, unsuppress: boolean): Promise<AskedToSpeak> {
    const { type } = channel.parse(
      await this.#ask('look at a voice channel', () => this.#rest.get(Routes.channel(channelId))),
    );
    if (type !== Number(ChannelType.GuildStageVoice)) return 'no stage';
    const where = { channel_id: channelId };
    if (unsuppress && (await this.#change(guildId, { ...where, suppress: false }))) return 'speaking';
    const raised = { ...where, request_to_speak_timestamp: new Date().toISOString() };
    return (await this.#change(guildId, raised)) ? 'raised' : 'denied';
  }

  /** Why the bot is not heard just now; undefined where it is in no channel, or Discord can't be asked. */
  async look(guildId: string): Promise<Silence | null | undefined> {
    const route = `${Routes.guild(guildId)}/voice-states/@me` as const;
    const body = await this.#ask('look at a voice state', () => this.#rest.get(route)).catch(() => undefined);
    const flags = voiceFlags.safeParse(body);
    return flags.success ? silenceOf(flags.data) : undefined;
  }

  /** False where Discord refuses it. */
  async #change(guildId: string, body: Change): Promise<boolean> {
    try {
      await this.#ask('ask to speak', () => this.#rest.patch(Routes.guildVoiceState(guildId), { body }));
      return true;
    } catch (thrown) {
      if (classify(thrown).code === 'DISCORD_REJECTED') return false;
      throw thrown;
    }
  }

  #ask(action: string, request: () => Promise<unknown>): Promise<unknown> {
    const once = (): Promise<unknown> =>
      request().catch((thrown: unknown) => {
        throw discordError(action, thrown);
      });
    return retry(once, { policy, attempts: 4, signal: this.#signal });
  }
}
