import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { botToken, shardOf } from '../ids.ts';
import type { SimulatorSettings } from '../settings.ts';
import type { Transcript } from '../transcript.ts';
import type { Application } from '../world/records.ts';
import { guildCreateJson } from '../world/guild-payloads.ts';
import { applicationFlags, memberJson, ownUserJson } from '../world/payloads.ts';
import type { World } from '../world/world.ts';
import { GatewayConnection } from './gateway-connection.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { GatewaySessions } from './gateway-sessions.ts';
import { bare, readIdentify } from './identify.ts';

export interface GatewayDependencies {
  settings: SimulatorSettings;
  world: World;
  sessions: GatewaySessions;
  transcript: Transcript;
  /** A new session starts; what the application's dropped sessions held on the shard is void. */
  identified(session: GatewaySession): void;
  /** Op 4. */
  voiceStateUpdate(session: GatewaySession, data: unknown): void;
}

/** Close codes after which Discord keeps no session. */
const ending: ReadonlySet<number> = new Set([
  1000,
  1001,
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidSeq,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
]);

/** Gateway v10 over the HTTP server's upgrades: IDENTIFY and RESUME onto sessions, and what clients ask for. */
export class GatewayServer {
  readonly #deps: GatewayDependencies;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<GatewayConnection>();

  constructor(deps: GatewayDependencies) {
    this.#deps = deps;
  }

  listen(http: Server): void {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, request));
    });
  }

  /** Open connections of an application, authenticated ones only. */
  connectionsOf(applicationId: string): GatewayConnection[] {
    return [...this.#connections].filter(({ session }) => session?.application.id === applicationId);
  }

  stop(): void {
    for (const connection of this.#connections) connection.drop();
    this.#server.close();
  }

  #accept(ws: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? '/', `ws://${request.headers.host ?? 'localhost'}`);
    const compress = url.searchParams.get('compress') === 'zlib-stream';
    const connection = new GatewayConnection(ws, {
      url: `ws://${url.host}`,
      compress,
      settings: this.#deps.settings,
      events: {
        identify: (from, data) => this.#identify(from, data),
        resume: (from, data) => this.#resume(from, data),
        payload: (session, op, data) => this.#payload(session, op, data),
        closed: (from, code) => this.#closed(from, code),
      },
    });
    this.#connections.add(connection);
    if ((url.searchParams.get('v') ?? '10') !== '10') connection.close(GatewayCloseCodes.InvalidAPIVersion);
  }

  #identify(connection: GatewayConnection, data: unknown): void {
    const { world, sessions, identified } = this.#deps;
    const identity = readIdentify(world, data);
    if (typeof identity === 'number') return this.#refuse(connection, identity);
    const { application, intents, shard } = identity;
    const grant = sessions.budget(application).take(shard[0]);
    if (grant === 'too-soon') return connection.send({ op: GatewayOpcodes.InvalidSession, d: false });
    if (grant === 'spent') {
      application.token = botToken(application.user.id);
      return this.#refuse(connection, GatewayCloseCodes.AuthenticationFailed, application);
    }
    const session = sessions.open(application, intents, shard);
    connection.session = session;
    sessions.attach(session, connection);
    sessions.record(session, 'identify');
    const guilds = world
      .guildsOf(application.user.id)
      .filter((guild) => shardOf(guild.id, shard[1]) === shard[0]);
    session.dispatch('READY', {
      v: 10,
      user: ownUserJson(application.user),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: connection.url,
      shard,
      application: {
        id: application.id,
        flags: applicationFlags(application),
        flags_new: applicationFlags(application).toString(),
      },
      private_channels: [],
      relationships: [],
      user_settings: {},
      geo_ordered_rtc_regions: [],
      _trace: [],
    });
    // What ends with an earlier session is told behind READY, which always is the first event.
    identified(session);
    const everybody = (intents & (1 << 1)) !== 0;
    if (intents & 1) {
      for (const guild of guilds)
        session.dispatch('GUILD_CREATE', guildCreateJson(guild, application.user.id, everybody));
    }
  }

  #resume(connection: GatewayConnection, data: unknown): void {
    const { world, sessions } = this.#deps;
    const { token, session_id: id, seq } = (data ?? {}) as Record<string, unknown>;
    const application = typeof token === 'string' ? world.applicationByToken(bare(token)) : undefined;
    if (!application) return this.#refuse(connection, GatewayCloseCodes.AuthenticationFailed);
    const session = typeof id === 'string' ? sessions.find(id) : undefined;
    if (session?.application !== application) return this.#invalidate(connection, application);
    if (typeof seq !== 'number' || seq > session.sequence) {
      sessions.end(session);
      return this.#refuse(connection, GatewayCloseCodes.InvalidSeq, application);
    }
    const missed = session.missedSince(seq);
    if (!missed) {
      sessions.end(session);
      return this.#invalidate(connection, application);
    }
    // The latest RESUME wins; a socket that still speaks for the session is cut off.
    const former = session.socket;
    connection.session = session;
    sessions.attach(session, connection);
    former?.close(GatewayCloseCodes.UnknownError);
    sessions.record(session, 'resume', { replayed: missed.length });
    for (const payload of missed) connection.send(payload);
    session.dispatch('RESUMED', { _trace: [] });
  }

  #payload(session: GatewaySession, op: GatewayOpcodes, data: unknown): void {
    if (op === GatewayOpcodes.VoiceStateUpdate) this.#deps.voiceStateUpdate(session, data);
    if (op === GatewayOpcodes.RequestGuildMembers) this.#members(session, data);
  }

  #members(session: GatewaySession, data: unknown): void {
    const {
      guild_id: guildId,
      nonce,
      query = '',
      limit = 0,
      user_ids: ids,
    } = data as Record<string, unknown>;
    const guild = this.#deps.world.guilds.get(String(guildId));
    if (!guild?.members.has(session.application.user.id)) return;
    const wanted = ids === undefined ? undefined : new Set([ids].flat().map(String));
    const members = [...guild.members.values()].filter(({ user }) =>
      wanted ? wanted.has(user.id) : user.username.startsWith(String(query)),
    );
    session.dispatch('GUILD_MEMBERS_CHUNK', {
      guild_id: guild.id,
      members: members.slice(0, Number(limit) || undefined).map(memberJson),
      chunk_index: 0,
      chunk_count: 1,
      not_found: [...(wanted ?? [])].filter((id) => !guild.members.has(id)),
      ...(nonce === undefined ? {} : { nonce }),
    });
  }

  #closed(connection: GatewayConnection, code: number): void {
    const { sessions } = this.#deps;
    this.#connections.delete(connection);
    const session = connection.session;
    if (session?.socket !== connection) return;
    sessions.detach(session, code);
    if (ending.has(code)) sessions.end(session);
  }

  #invalidate(connection: GatewayConnection, application: Application): void {
    this.#deps.transcript.append({
      kind: 'gateway',
      action: 'invalid-session',
      applicationId: application.id,
      shard: 0,
    });
    connection.send({ op: GatewayOpcodes.InvalidSession, d: false, s: null, t: null });
  }

  #refuse(connection: GatewayConnection, code: number, application?: Application): void {
    this.#deps.transcript.append({
      kind: 'gateway',
      action: 'refused',
      applicationId: application?.id ?? '',
      shard: 0,
      code,
    });
    connection.close(code);
  }
}
