import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedChannel, SimulatedGuild, SimulatedMember } from '@anankor/discord-simulator';
import type { ChaosSettings } from '../settings.ts';
import type { Processes } from './processes.ts';

/** A voice channel with the member who sits in it and types. */
export interface ChaosChannel {
  index: number;
  name: string;
  guild: SimulatedGuild;
  voice: SimulatedChannel;
  text: SimulatedChannel;
  member: SimulatedMember;
}

/** The guilds of a run: each has as many voice channels as there are bots, until there are enough channels. */
export class Scene {
  readonly processes: Processes;
  readonly bots: number;
  readonly channels: readonly ChaosChannel[];

  constructor(processes: Processes, settings: ChaosSettings) {
    this.processes = processes;
    this.bots = settings.bots;
    const { discord, masterBot, workerBots } = processes.platform;
    const channels: ChaosChannel[] = [];
    for (let number = 1; channels.length < settings.channels; number += 1) {
      const guild = discord.createGuild({ name: `Guild ${number}`, bots: [masterBot, ...workerBots] });
      for (let n = 1; n <= settings.bots && channels.length < settings.channels; n += 1) {
        const index = channels.length;
        const name = `g${number}-c${n}`;
        const voice = guild.createVoiceChannel({ name });
        const text = guild.createTextChannel({ name: `${name}-text` });
        const member = guild.createMember({ name: `${name}-member` });
        member.joinVoice(voice);
        channels.push({ index, name, guild, voice, text, member });
      }
    }
    this.channels = channels;
  }

  /** The bot in a channel; undefined for none. */
  seatOf(index: number): { guildId: string; userId: string; name: string } | undefined {
    const channel = this.channels[index];
    const { workerBots } = this.processes.platform;
    const bot = workerBots.find(({ botUserId }) => channel?.voice.occupants.includes(botUserId));
    return channel && bot
      ? { guildId: channel.guild.id, userId: bot.botUserId, name: channel.name }
      : undefined;
  }

  /** Resolves when a process plays for every bot, or after `limitMs`. */
  async allPlay(limitMs: number): Promise<void> {
    for (const deadline = performance.now() + limitMs; performance.now() < deadline; await wait(100)) {
      const owners = await Promise.all(
        Array.from({ length: this.bots }, (_, bot) => this.processes.ownerOf(bot)),
      );
      if (owners.every((owner) => owner !== undefined)) return;
    }
  }

  /** Resolves when every bot has a gateway session that is connected, or after `limitMs`. */
  async allSeated(limitMs: number): Promise<void> {
    const { discord, workerBots, masterBot } = this.processes.platform;
    for (const deadline = performance.now() + limitMs; performance.now() < deadline; await wait(50)) {
      const bots = [...workerBots, masterBot];
      if (bots.every((bot) => discord.gateway(bot).sessions.some(({ connected }) => connected))) return;
    }
  }
}
