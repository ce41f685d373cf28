import type { APIApplicationCommandOption, APIAttachment } from 'discord-api-types/v10';
import { ApplicationCommandOptionType as Option } from 'discord-api-types/v10';
import { roleJson, userJson } from '../world/payloads.ts';
import type { Channel, Guild, Member, Role } from '../world/records.ts';
import { memberWithPermissions, partialChannel } from './interaction-payload.ts';

/** `data.resolved` of an interaction: the objects behind the ids among the values. */
export interface Resolved {
  users?: Record<string, object>;
  members?: Record<string, object>;
  roles?: Record<string, object>;
  channels?: Record<string, object>;
  attachments?: Record<string, object>;
}

export interface ValueContext {
  guild: Guild;
  channel: Channel;
  member: Member;
  /** Uploads the file of that name, for an attachment option. */
  attach(filename: string): APIAttachment;
}

/** Turns what was typed for an option into its value, checked as Discord's client does; fills `resolved`. */
export class OptionValues {
  readonly resolved: Resolved = {};
  readonly #context: ValueContext;

  constructor(context: ValueContext) {
    this.#context = context;
  }

  read(option: APIApplicationCommandOption, text: string): string | number | boolean {
    switch (option.type) {
      case Option.String:
        return readString(option, text);
      case Option.Integer:
      case Option.Number:
        return readNumber(option, text);
      case Option.Boolean:
        if (!/^(true|false)$/i.test(text)) throw new Error(`option "${option.name}" is true or false`);
        return text.toLowerCase() === 'true';
      case Option.User:
        return this.user(text).user.id;
      case Option.Role:
        return this.role(text).id;
      case Option.Channel: {
        const channel = this.channel(text);
        if (option.channel_types && !option.channel_types.some((type) => type === channel.type)) {
          throw new Error(`option "${option.name}" takes no channel of that type`);
        }
        return channel.id;
      }
      case Option.Mentionable:
        return /^(<@&|@&)/.test(text) ? this.role(text).id : this.user(text).user.id;
      case Option.Attachment:
        return this.file(text).id;
      case Option.Subcommand:
      case Option.SubcommandGroup:
        throw new Error(`"${option.name}" is no option with a value`);
    }
  }

  /** Uploads the file of that name. */
  file(name: string): APIAttachment {
    const attachment = this.#context.attach(name);
    this.resolved.attachments = { ...this.resolved.attachments, [attachment.id]: attachment };
    return attachment;
  }

  /** By `<@id>`, id or name. */
  user(text: string): Member {
    const { guild, channel } = this.#context;
    const key = text.replace(/^<@!?(\d+)>$/, '$1').replace(/^@/, '');
    const member =
      guild.members.get(key) ?? [...guild.members.values()].find(({ user }) => user.username === key);
    if (!member) throw new Error(`no member "${text}"`);
    const { id } = member.user;
    const { user: _user, ...rest } = memberWithPermissions(guild, channel, member) as { user: object };
    this.resolved.users = { ...this.resolved.users, [id]: userJson(member.user) };
    this.resolved.members = { ...this.resolved.members, [id]: rest };
    return member;
  }

  role(text: string): Role {
    const { guild } = this.#context;
    const key = text.replace(/^<@&(\d+)>$/, '$1').replace(/^@&?/, '');
    const role = guild.roles.get(key) ?? [...guild.roles.values()].find(({ name }) => name === key);
    if (!role) throw new Error(`no role "${text}"`);
    this.resolved.roles = { ...this.resolved.roles, [role.id]: roleJson(role) };
    return role;
  }

  channel(text: string): Channel {
    const { guild, member } = this.#context;
    const key = text.replace(/^<#(\d+)>$/, '$1').replace(/^#/, '');
    const channel = guild.channels.get(key) ?? [...guild.channels.values()].find(({ name }) => name === key);
    if (!channel) throw new Error(`no channel "${text}"`);
    const seen = partialChannel(guild, channel, member);
    this.resolved.channels = { ...this.resolved.channels, [channel.id]: seen };
    return channel;
  }
}

function readString(
  option: Extract<APIApplicationCommandOption, { type: Option.String }>,
  text: string,
): string {
  if ('choices' in option && option.choices && option.choices.length > 0)
    return choice(option.choices, option.name, text);
  const { min_length: min = 0, max_length: max = 6_000 } = option as {
    min_length?: number;
    max_length?: number;
  };
  if (text.length < min || text.length > max) {
    throw new Error(`option "${option.name}" takes ${min} to ${max} characters`);
  }
  return text;
}

function readNumber(
  option: Extract<APIApplicationCommandOption, { type: Option.Integer | Option.Number }>,
  text: string,
): number {
  if ('choices' in option && option.choices && option.choices.length > 0)
    return choice(option.choices, option.name, text);
  const value = Number(text);
  if (
    text === '' ||
    !Number.isFinite(value) ||
    (option.type === Option.Integer && !Number.isInteger(value))
  ) {
    throw new Error(
      `option "${option.name}" takes ${option.type === Option.Integer ? 'a whole' : 'a'} number`,
    );
  }
  const { min_value: min = -(2 ** 53), max_value: max = 2 ** 53 } = option as {
    min_value?: number;
    max_value?: number;
  };
  if (value < min || value > max) throw new Error(`option "${option.name}" goes from ${min} to ${max}`);
  return value;
}

function choice<T extends string | number>(
  choices: readonly { name: string; value: T }[],
  option: string,
  text: string,
): T {
  const picked = choices.find(({ name, value }) => name === text || String(value) === text);
  if (!picked) {
    throw new Error(`option "${option}" is one of: ${choices.map(({ name }) => name).join(', ')}`);
  }
  return picked.value;
}
