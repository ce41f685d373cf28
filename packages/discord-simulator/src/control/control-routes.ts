import type { FastifyInstance, FastifyReply } from 'fastify';
import type { APIMessage } from 'discord-api-types/v10';
import type { InteractionHandle } from '../actors/interaction-handle.ts';
import type { DiscordSimulator } from '../discord-simulator.ts';
import type { Fault } from '../rest/faults.ts';
import { createGuild } from './configuration.ts';
import type { GuildConfiguration } from './configuration.ts';
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

  const respond = async (reply: FastifyReply, act: () => unknown): Promise<unknown> => {
    try {
      return (await act()) ?? {};
    } catch (error) {
      return reply.code(400).send({ error: messageOf(error) });
    }
  };
  const get = (path: string, handle: (query: Record<string, string>) => unknown): void => {
    http.get(`/sim/${path}`, (request, reply) =>
      respond(reply, () => handle(request.query as Record<string, string>)),
    );
  };
  const post = <Body>(path: string, handle: (body: Body) => unknown): void => {
    http.post(`/sim/${path}`, (request, reply) => respond(reply, () => handle(parse(request.body) as Body)));
  };
  const handleOf = (id: string): InteractionHandle => {
    const handle = discord().interaction(id);
    if (!handle) throw new ControlError(`no interaction ${id}`);
    return handle;
  };
  const targetOf = (place: Partial<Place>, target: Target): APIMessage | InteractionHandle => {
    if ('interaction' in target) return handleOf(target.interaction);
    const channel = find.channel(find.guild(place.guild), place.channel);
    const message = channel.messages.find(({ id }) => id === target.message);
    if (!message) throw new ControlError(`no message ${target.message} in "${channel.name}"`);
    return message;
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

  post<Partial<Place> & Waiting & { text: string }>('type', (body) => {
    const { member, options } = find.actor(body);
    return outcome(member.type(body.text, options), body);
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
  post<Partial<Place> & Waiting & { interaction: string; fields: Record<string, string> }>(
    'modal',
    (body) => {
      const member = find.member(find.guild(body.guild), body.member);
      return outcome(member.submitModal(handleOf(body.interaction), body.fields), body);
    },
  );
  post<Partial<Place> & { text: string }>('say', (body) => {
    const { member, options } = find.actor(body);
    return member.say(options.channel, body.text);
  });
  post<Partial<Omit<Place, 'channel'>> & { channel: string | null }>('voice', (body) => {
    const guild = find.guild(body.guild);
    const member = find.member(guild, body.member);
    if (body.channel === null) member.leaveVoice();
    else member.joinVoice(find.channel(guild, body.channel));
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
  post<{ name: string; token?: string }>('applications', (body) => discord().createApplication(body));
  post<GuildConfiguration>('guilds', (body) => ({ id: createGuild(discord(), body) }));
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

function parse(body: unknown): unknown {
  return Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(body.toString()) : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
