import type { APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/v10';
import type { Backend } from '../backend.ts';
import { parseCommandLine } from '../interactions/command-line.ts';
import type { CommandLine } from '../interactions/command-line.ts';
import { OptionValues } from '../interactions/option-values.ts';
import { guildPermissions, may } from '../world/permissions.ts';
import type { Application, Channel, Guild, Member } from '../world/records.ts';
import { applicationIdOf } from './references.ts';
import type { ApplicationReference } from './references.ts';

export interface TypingOptions {
  channel: { id: string };
  /** Needed when several applications of the guild have the command. */
  app?: ApplicationReference;
  /** Files for attachment options, by the name typed as the option's value. */
  files?: Readonly<Record<string, { data: Buffer; contentType: string }>>;
}

export interface Picked {
  application: Application;
  channel: Channel;
}

/** Discord's command picker: which commands a member can use where, and what she typed. */
export class CommandPicker {
  readonly #backend: Backend;
  readonly #guild: Guild;
  readonly #member: Member;

  constructor(backend: Backend, guild: Guild, member: Member) {
    this.#backend = backend;
    this.#guild = guild;
    this.#member = member;
  }

  read(text: string, options: TypingOptions): Picked & { line: CommandLine; values: OptionValues } {
    const name = /^\/(\S+)/.exec(text)?.[1] ?? '';
    const channel = this.#channel(options);
    const application = this.#application(options, (command) => command.type === 1 && command.name === name);
    const line = parseCommandLine(text, this.#commands(application));
    this.#requireAllowed(line.command, channel);
    return { application, channel, line, values: this.values(channel, options.files ?? {}) };
  }

  /** An entry of the Apps menu of a user or message. */
  menu(
    name: string,
    type: ApplicationCommandType,
    options: TypingOptions,
  ): Picked & { command: APIApplicationCommand } {
    const channel = this.#channel(options);
    const fits = (command: APIApplicationCommand): boolean => command.type === type && command.name === name;
    const application = this.#application(options, fits);
    const command = this.#commands(application).find(fits);
    if (!command) throw new Error(`"${name}" is not in the menu`);
    this.#requireAllowed(command, channel);
    return { application, channel, command };
  }

  values(channel: Channel, files: NonNullable<TypingOptions['files']>): OptionValues {
    return new OptionValues({
      guild: this.#guild,
      channel,
      member: this.#member,
      attach: (filename) => {
        const file = files[filename];
        if (!file) throw new Error(`no file "${filename}" is at hand`);
        return this.#backend.uploads.store(channel.id, { filename, ...file });
      },
    });
  }

  #application(options: TypingOptions, fits: (command: APIApplicationCommand) => boolean): Application {
    const { applications } = this.#backend.world;
    const present = [...applications.values()].filter(({ user }) => this.#guild.members.has(user.id));
    if (options.app !== undefined) {
      const id = applicationIdOf(options.app);
      const application = present.find((candidate) => candidate.id === id);
      if (!application) throw new Error(`application ${id} is not in the guild`);
      return application;
    }
    const able = present.filter((candidate) => this.#commands(candidate).some(fits));
    if (able.length > 1)
      throw new Error(`several applications have it: ${able.map(({ name }) => name).join(', ')}`);
    const application = able[0];
    if (!application) throw new Error('no application of the guild has that command');
    return application;
  }

  #commands(application: Application): APIApplicationCommand[] {
    return this.#backend.commands.usableIn(application.id, this.#guild.id);
  }

  #requireAllowed(command: APIApplicationCommand, channel: Channel): void {
    const { id } = this.#member.user;
    if (!may(this.#guild, channel, id, 'ViewChannel', 'UseApplicationCommands')) {
      throw new Error('you do not have permission to use commands here');
    }
    const needed = command.default_member_permissions;
    if (needed === null || needed === undefined) return;
    const wanted = BigInt(needed);
    if (
      (guildPermissions(this.#guild, id) & wanted) !== wanted ||
      (wanted === 0n && id !== this.#guild.ownerId)
    ) {
      throw new Error(`you do not have permission to use "${command.name}"`);
    }
  }

  #channel({ channel }: TypingOptions): Channel {
    const found = this.#guild.channels.get(channel.id);
    if (!found) throw new Error(`the guild has no channel ${channel.id}`);
    return found;
  }
}
