import type { FastifyInstance } from 'fastify';
import { NodeError } from '../protocol/node-error.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { SourceRegistry } from '../sources/source-registry.ts';
import { applyPlayerUpdate } from './apply-player-update.ts';
import { readPlayerUpdate } from './player-update.ts';

interface PlayerRoute {
  Params: { sessionId: string; guildId: string };
  Querystring: { noReplace?: string };
}

/** Sessions and players. Whoever has the password may change any session: Lavalink has no fence. */
export function addSessionRoutes(
  app: FastifyInstance,
  sessions: SessionRegistry,
  sources: SourceRegistry,
): void {
  const find = (id: string): Session => {
    const session = sessions.find(id);
    if (!session) throw new NodeError(404, 'Session not found');
    return session;
  };

  app.patch<{ Params: { sessionId: string } }>('/v4/sessions/:sessionId', async ({ params, body }) => {
    const session = find(params.sessionId);
    const { resuming, timeout } = readSessionUpdate(body);
    session.resuming = resuming ?? session.resuming;
    session.timeout = timeout ?? session.timeout;
    return { resuming: session.resuming, timeout: session.timeout };
  });

  app.get<{ Params: { sessionId: string } }>('/v4/sessions/:sessionId/players', async ({ params }) => [
    ...find(params.sessionId).players.values(),
  ]);

  const path = '/v4/sessions/:sessionId/players/:guildId';
  app.get<PlayerRoute>(path, async ({ params }) => {
    const player = find(params.sessionId).players.get(checkGuildId(params.guildId));
    if (!player) throw new NodeError(404, 'Player not found');
    return player;
  });

  app.patch<PlayerRoute>(path, async ({ params, query, body }) => {
    const session = find(params.sessionId);
    const guildId = checkGuildId(params.guildId);
    const update = readPlayerUpdate(body);
    const noReplace = readBoolean(query.noReplace);
    return applyPlayerUpdate(session.player(guildId), update, noReplace, sources);
  });

  app.delete<PlayerRoute>(path, async ({ params }, reply) => {
    find(params.sessionId).destroyPlayer(checkGuildId(params.guildId));
    return reply.status(204).send();
  });
}

function readSessionUpdate(body: unknown): { resuming?: boolean; timeout?: number } {
  if (typeof body !== 'object' || body === null) throw new NodeError(400, 'The body must be an object');
  const { resuming, timeout } = body as Record<string, unknown>;
  if (resuming !== undefined && typeof resuming !== 'boolean')
    throw new NodeError(400, 'resuming must be true or false');
  if (timeout !== undefined && (typeof timeout !== 'number' || !(timeout >= 0)))
    throw new NodeError(400, 'timeout must be a number of seconds');
  return { ...(resuming === undefined ? {} : { resuming }), ...(timeout === undefined ? {} : { timeout }) };
}

function checkGuildId(guildId: string): string {
  if (!/^\d{1,19}$/.test(guildId)) throw new NodeError(400, `Invalid guild id: ${guildId}`);
  return guildId;
}

function readBoolean(value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new NodeError(400, 'noReplace must be true or false');
}
