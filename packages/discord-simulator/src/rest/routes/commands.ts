import type { Backend } from '../../backend.ts';
import { DiscordError } from '../discord-error.ts';
import { reachGuild } from '../reach.ts';
import { Answer } from '../rest-server.ts';
import type { BotCall, Router } from '../rest-server.ts';
import { readCommand, readCommands } from '../validation/command-form.ts';

/** Application commands, global ones and those of a guild. */
export function commandRoutes(router: Router, backend: Backend): void {
  const { commands } = backend;
  for (const path of [
    '/applications/:application/commands',
    '/applications/:application/guilds/:guild/commands',
  ]) {
    /** Checks whose commands they are; returns the scope. */
    const scope = ({
      application,
      params,
    }: BotCall): [applicationId: string, guildId: string | undefined] => {
      if (params.application !== application.id) throw new DiscordError('missingAccess');
      if (params.guild !== undefined) reachGuild(backend, application, params.guild);
      return [application.id, params.guild];
    };
    router.bot('GET', path, (call) => commands.list(...scope(call)));
    router.bot('PUT', path, (call) => {
      const [applicationId, guildId] = scope(call);
      return commands.replace(applicationId, readCommands(call.body), guildId);
    });
    router.bot('POST', path, (call) => {
      const [applicationId, guildId] = scope(call);
      const { command, created } = commands.upsert(applicationId, readCommand(call.body), guildId);
      return new Answer(created ? 201 : 200, command);
    });
    router.bot('GET', `${path}/:command`, (call) => {
      const [applicationId, guildId] = scope(call);
      return commands.get(applicationId, call.params.command ?? '', guildId);
    });
    router.bot('PATCH', `${path}/:command`, (call) => {
      const [applicationId, guildId] = scope(call);
      const id = call.params.command ?? '';
      const form = readCommand({ ...commands.get(applicationId, id, guildId), ...(call.body as object) });
      return commands.update(applicationId, id, form, guildId);
    });
    router.bot('DELETE', `${path}/:command`, (call) => {
      const [applicationId, guildId] = scope(call);
      commands.delete(applicationId, call.params.command ?? '', guildId);
    });
  }
}
