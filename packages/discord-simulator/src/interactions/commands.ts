import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Ids } from '../ids.ts';
import { DiscordError, found } from '../rest/discord-error.ts';
import type { CommandForm } from '../rest/validation/command-form.ts';

const day = 24 * 60 * 60_000;

/** Registered commands, by application and scope (a guild, or global). */
export class Commands {
  readonly #ids: Ids;
  readonly #creationsPerDay: number;
  readonly #scopes = new Map<string, Map<string, APIApplicationCommand>>();
  readonly #creations = new Map<string, { since: number; count: number }>();

  constructor(ids: Ids, creationsPerDay: number) {
    this.#ids = ids;
    this.#creationsPerDay = creationsPerDay;
  }

  list(applicationId: string, guildId?: string): APIApplicationCommand[] {
    return [...this.#scope(applicationId, guildId).values()];
  }

  get(applicationId: string, commandId: string, guildId?: string): APIApplicationCommand {
    return found(this.#scope(applicationId, guildId).get(commandId), 'unknownCommand');
  }

  /** What a member of the guild can use: the guild's own commands before global ones of the same name. */
  usableIn(applicationId: string, guildId: string): APIApplicationCommand[] {
    const own = this.list(applicationId, guildId);
    const hidden = new Set(own.map(({ type, name }) => `${type} ${name}`));
    return [...own, ...this.list(applicationId).filter(({ type, name }) => !hidden.has(`${type} ${name}`))];
  }

  /** PUT: what has a name that exists keeps its id, what is not in the list is gone. */
  replace(applicationId: string, forms: readonly CommandForm[], guildId?: string): APIApplicationCommand[] {
    const before = this.list(applicationId, guildId);
    const created = forms.filter((form) => !before.some((command) => isSame(command, form)));
    this.#countCreations(applicationId, guildId, created.length);
    const after = forms.map((form) => this.#make(applicationId, form, guildId, before));
    const scope = this.#scope(applicationId, guildId);
    scope.clear();
    for (const command of after) scope.set(command.id, command);
    return after;
  }

  /** POST: creates, or overwrites the command of that name. */
  upsert(
    applicationId: string,
    form: CommandForm,
    guildId?: string,
  ): { command: APIApplicationCommand; created: boolean } {
    const before = this.list(applicationId, guildId);
    const created = !before.some((command) => isSame(command, form));
    if (created) this.#countCreations(applicationId, guildId, 1);
    const command = this.#make(applicationId, form, guildId, before);
    this.#scope(applicationId, guildId).set(command.id, command);
    return { command, created };
  }

  /** PATCH. */
  update(
    applicationId: string,
    commandId: string,
    form: CommandForm,
    guildId?: string,
  ): APIApplicationCommand {
    const before = this.get(applicationId, commandId, guildId);
    const command = { ...before, ...form, version: this.#ids.next() };
    this.#scope(applicationId, guildId).set(commandId, command);
    return command;
  }

  delete(applicationId: string, commandId: string, guildId?: string): void {
    this.get(applicationId, commandId, guildId);
    this.#scope(applicationId, guildId).delete(commandId);
  }

  #make(
    applicationId: string,
    form: CommandForm,
    guildId: string | undefined,
    before: readonly APIApplicationCommand[],
  ): APIApplicationCommand {
    return {
      id: before.find((command) => isSame(command, form))?.id ?? this.#ids.next(),
      application_id: applicationId,
      version: this.#ids.next(),
      ...form,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    };
  }

  #countCreations(applicationId: string, guildId: string | undefined, count: number): void {
    const key = `${applicationId} ${guildId ?? ''}`;
    const now = Date.now();
    const known = this.#creations.get(key);
    const window = known && now - known.since < day ? known : { since: now, count: 0 };
    if (window.count + count > this.#creationsPerDay) throw new DiscordError('commandCreationLimit');
    this.#creations.set(key, { ...window, count: window.count + count });
  }

  #scope(applicationId: string, guildId: string | undefined): Map<string, APIApplicationCommand> {
    const key = `${applicationId} ${guildId ?? ''}`;
    let scope = this.#scopes.get(key);
    if (!scope) this.#scopes.set(key, (scope = new Map()));
    return scope;
  }
}

function isSame(command: APIApplicationCommand, form: CommandForm): boolean {
  return command.type === form.type && command.name === form.name;
}
