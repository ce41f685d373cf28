import type { FastifyInstance } from 'fastify';
import type { APIMessage } from 'discord-api-types/v10';
import type { InteractionHandle } from '../actors/interaction-handle.ts';
import type { DiscordSimulator } from '../discord-simulator.ts';
import type { FormValues } from '../actors/submitted-data.ts';
import type { ApplicationWish } from '../world/world.ts';
import type { Fault } from '../rest/faults.ts';
import { createGuild } from './configuration.ts';
import type { GuildConfiguration } from './configuration.ts';
import { controlFrame, readFiles } from './control-frame.ts';
import type { FilesByName } from './control-frame.ts';
import { guildRoutes } from './guild-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { ControlError, Directory } from './directory.ts';
import type { Place } from './directory.ts';
import { describeState } from './state.ts';

/** How long an action waits: for nothing, the first response, or the first content. */
type Until = 'sent' | 'acked' | 'reply';

interface Waiting {
  until?: Until;
  timeoutMs?: number;
}

type Target = { interaction: string } | { message: string };

/** The test API over HTTP, under /sim. What an action needs is in its body; failures are 400 `{error}`. */
export function controlRoutes(http: FastifyInstance, discord: () => DiscordSimulator): void {
  const find = new Directory(discord);

  const { get, post } = controlFrame(http);
  const handleOf = (id: string): InteractionHandle => {
    const handle = discord().interaction(id);
    if (!handle) throw new ControlError(`no interaction ${id}`);
    return handle;
  };
  const targetOf = (place: Partial<Place>, target: Target): APIMessage | InteractionHandle => {
    if ('interaction' in target) return handleOf(target.interaction);
    return find.message({ ...place, message: target.message });
  };

  get('state', () => describeState(discord()));
  get('transcript', ({ since = '0' }) => {
    const { transcript } = discord();
    return { position: transcript.position, entries: transcript.since(Number(since)) };
  });
  get('audio', ({ guild, channel }) => discord().audio(find.channel(find.guild(guild), channel)));
  get('messages', ({ guild, channel }) => find.channel(find.guild(guild), channel).messages);
  get('interaction', ({ id = '' }) => handleOf(id));
  http.get('/sim/certificate', async (_request, reply) => {
    return reply.type('application/x-pem-file').send(discord().voice.certificate);
  });

  post<Partial<Place> & Waiting & { text: string; files?: FilesByName }>('type', (body) => {
    const { member, options } = find.actor(body);
    return outcome(member.type(body.text, { ...options, files: readFiles(body.files) }), body);
  });
  post<Partial<Place> & { text: string; timeoutMs?: number }>('autocomplete', async (body) => {
    const { member, options } = find.actor(body);
    return { choices: await member.autocomplete(body.text, { ...options, ...patience(body) }) };
  });
  post<Partial<Place> & Waiting & Target & { button: string }>('press', (body) => {
    const member = find.member(find.guild(body.guild), body.member);
    return outcome(member.press(targetOf(body, body), body.button), body);
  });
  post<Partial<Place> & Waiting & Target & { menu: string; values: string[] }>('select', (body) => {
    const member = find.member(find.guild(body.guild), body.member);
    return outcome(member.select(targetOf(body, body), body.menu, body.values), body);
  });
  post<Partial<Place> & Waiting & { interaction: string; fields: FormValues; files?: FilesByName }>(
    'modal',
    (body) => {
      const member = find.member(find.guild(body.guild), body.member);
      return outcome(
        member.submitModal(handleOf(body.interaction), body.fields, readFiles(body.files)),
        body,
      );
    },
  );
  post<Partial<Place> & Waiting & Partial<Target> & { name: string; user?: string }>('menu', (body) => {
    const { member, options } = find.actor(body);
    if (body.user !== undefined) {
      const user = find.user(find.guild(body.guild), body.user);
      return outcome(member.useUserCommand(body.name, user, options), body);
    }
    return outcome(member.useMessageCommand(body.name, targetOf(body, body as Target), options), body);
  });
  post<{ app: string; action: string; code?: number; resumable?: boolean }>('gateway', (body) => {
    const gateway = discord().gateway(find.application(body.app));
    switch (body.action) {
      case 'reconnect':
        return gateway.reconnect();
      case 'invalidate':
        return gateway.invalidate(body.resumable === true);
      case 'close':
        return gateway.close(body.code ?? 4000);
      case 'drop':
        return gateway.drop();
      case 'silence':
        return gateway.silence();
      case 'expire':
        return gateway.expire();
      default:
        throw new ControlError(`no gateway action "${body.action}"`);
    }
  });
  post<Omit<Fault, 'route'> & { route?: string; pattern?: string }>(
    'faults',
    ({ route, pattern, ...fault }) => {
      discord().faults.inject({ ...fault, route: route ?? new RegExp(pattern ?? '.') });
    },
  );
  post<ApplicationWish>('applications', (body) => discord().createApplication(body));
  post<GuildConfiguration>('guilds', (body) => ({ id: createGuild(discord(), body) }));
  memberRoutes(post, find);
  guildRoutes(post, find);
}

async function outcome(handle: InteractionHandle, waiting: Waiting): Promise<object> {
  const { until = 'acked' } = waiting;
  if (until === 'acked') await handle.acked(patience(waiting));
  if (until === 'reply') await handle.reply(patience(waiting));
  return handle.toJSON();
}

function patience({ timeoutMs }: { timeoutMs?: number }): { timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs };
}
