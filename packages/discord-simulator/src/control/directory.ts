import type { APIMessage } from 'discord-api-types/v10';
import type { SimulatedChannel } from '../actors/simulated-channel.ts';
import type { SimulatedGuild } from '../actors/simulated-guild.ts';
import type { SimulatedMember } from '../actors/simulated-member.ts';
import type { SimulatedRole } from '../actors/simulated-role.ts';
import type { DiscordSimulator, SimulatedApplication } from '../discord-simulator.ts';

/** A request that names nothing that exists, or lacks something. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** Where an action of the control API happens; all by id or by name. */
export interface Place {
  guild: string;
  member: string;
  channel: string;
  app?: string;
}

/** Finds what a request names by id or name. The only guild there is need not be named. */
export class Directory {
  readonly #discord: () => DiscordSimulator;

  constructor(discord: () => DiscordSimulator) {
    this.#discord = discord;
  }

  guild(key: unknown): SimulatedGuild {
    const { guilds } = this.#discord();
    const only = guilds[0];
    if (key === undefined && guilds.length === 1 && only) return only;
    return pick('guild', guilds, key);
  }

  application(key: unknown): SimulatedApplication {
    const { applications } = this.#discord();
    return pick(
      'application',
      applications.map((application) => ({ id: application.applicationId, ...application })),
      key,
    );
  }

  member(guild: SimulatedGuild, key: unknown): SimulatedMember {
    return pick('member', guild.members, key);
  }

  role(guild: SimulatedGuild, key: unknown): SimulatedRole {
    return pick('role', guild.roles, key);
  }

  /** A member, or the bot of an application. */
  user(guild: SimulatedGuild, key: unknown): { id: string } {
    const bots = this.#discord().applications.map(({ name, botUserId }) => ({ id: botUserId, name }));
    return pick('user', [...guild.members, ...bots], key);
  }

  /** A message that everybody sees. */
  message({ guild, channel: key, message: id }: Partial<Place> & { message: string }): APIMessage {
    const channel = this.channel(this.guild(guild), key);
    const message = channel.messages.find((candidate) => candidate.id === id);
    if (!message) throw new ControlError(`no message ${id} in "${channel.name}"`);
    return message;
  }

  channel(guild: SimulatedGuild, key: unknown): SimulatedChannel {
    return pick('channel', guild.channels, key);
  }

  /** Who does something where. */
  actor({ guild: guildKey, member, channel, app }: Partial<Place>): {
    member: SimulatedMember;
    options: { channel: SimulatedChannel; app?: SimulatedApplication };
  } {
    const guild = this.guild(guildKey);
    const options = {
      channel: this.channel(guild, channel),
      ...(app === undefined ? {} : { app: this.application(app) }),
    };
    return { member: this.member(guild, member), options };
  }
}

function pick<T extends { id: string; name: string }>(kind: string, all: readonly T[], key: unknown): T {
  const found = all.find(({ id, name }) => id === key || name === key);
  if (found) return found;
  const names = all.map(({ name }) => name).join(', ') || 'none';
  throw new ControlError(`no ${kind} "${String(key)}"; there are: ${names}`);
}
