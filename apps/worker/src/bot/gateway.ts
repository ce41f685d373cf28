import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { AnankorError } from '@anankor/core';
import type { Service } from '@anankor/core';
import { guardShards } from '@anankor/discord';
import type { InputReader } from '@anankor/schemas';
import type { REST } from '@discordjs/rest';
import { CloseCodes, SimpleShardingStrategy, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayIntentBits, GatewayOpcodes, Routes } from 'discord-api-types/v10';
import type { APIGatewayBotInfo, GatewayDispatchPayload } from 'discord-api-types/v10';
import type { GatewaySessions, ShardSession } from './gateway-session.ts';
import { shardOf } from './shard-of.ts';

export interface GatewayEvents {
  dispatch: [payload: GatewayDispatchPayload];
  /** A shard identified anew: voice and all that was not persisted are gone. */
  identified: [shardId: number];
  resumed: [shardId: number];
  /** A shard's socket closed; the library reconnects by itself unless the code is fatal. */
  closed: [shardId: number, code: number];
  /** Discord refused this bot for good (close codes 4004, 4010 to 4014). */
  fatal: [error: AnankorError];
}

export interface GatewayOptions {
  token: string;
  rest: REST;
  sessions: GatewaySessions;
  /** Of source `gateway`. */
  reader: InputReader;
  onDebug?: (message: string) => void;
}

const refusals: Record<number, string> = {
  4004: 'the token was refused',
  4010: 'the shard is invalid',
  4011: 'sharding is required',
  4012: 'the gateway version is invalid',
  4013: 'the intents are invalid',
  4014: 'an intent is not allowed: a worker needs Guilds and GuildVoiceStates only',
};

/** A close that keeps the gateway session resumable; 1000 and 1001 would end it, and with it the bot's voice. */
const RESUMABLE_CLOSE = CloseCodes.Resuming;
/** How long a close is waited for, milliseconds. */
const CLOSE_MS = 1_000;

/**
 * A worker bot's gateway connection on @discordjs/ws. It resumes the session an earlier owner of the token left, and leaves
 * one that can be resumed. Voice state updates sent while a shard is not ready wait here: the library would wait for READY,
 * which a resumed shard never gets.
 */
export class Gateway extends EventEmitter<GatewayEvents> implements Service {
  readonly name = 'gateway';
  readonly #options: GatewayOptions;
  #manager: WebSocketManager | undefined;
  #shardCount = 1;
  readonly #ready = new Set<number>();
  #waiting: { guildId: string; channelId: string | null }[] = [];
  #stopped = false;

  constructor(options: GatewayOptions) {
    super();
    this.#options = options;
  }

  /** Resolves once every shard is connected and was ready or resumed. */
  async start(signal: AbortSignal): Promise<void> {
    const { sessions, token, reader } = this.#options;
    const manager = new WebSocketManager({
      token,
      intents: GatewayIntentBits.Guilds | GatewayIntentBits.GuildVoiceStates,
      rest: { get: (route: `/${string}`) => this.#gatewayInformation(route) } as unknown as REST,
      shardCount: sessions.shardCount,
      buildStrategy: (shards) => guardShards(new SimpleShardingStrategy(shards), reader),
      retrieveSessionInfo: (shardId) => this.#sessionOf(shardId),
      updateSessionInfo: (shardId, session) => {
        sessions.update(shardId, session);
      },
    });
    this.#manager = manager;
    const readyOnce = this.#allReady(manager, signal);
    readyOnce.catch(() => undefined);
    this.#listen(manager);
    try {
      await manager.connect();
      this.#shardCount = await manager.getShardCount();
    } catch (error) {
      throw refusalOf(error);
    }
    await readyOnce;
  }

  /**
   * Asked for before every connection. The library's `destroy` does not reach a shard that waits for HELLO or between two
   * connections: it would come back half a second later, and take the session from the next owner again and again. So
   * after the stop there is no answer.
   */
  #sessionOf(shardId: number): ShardSession | null | Promise<never> {
    return this.#stopped ? new Promise(() => undefined) : this.#options.sessions.get(shardId);
  }

  #listen(manager: WebSocketManager): void {
    manager.on(WebSocketShardEvents.Dispatch, (payload) => this.emit('dispatch', payload));
    manager.on(WebSocketShardEvents.Ready, (_data, shardId) => {
      this.#ready.add(shardId);
      this.emit('identified', shardId);
      this.#flush();
    });
    manager.on(WebSocketShardEvents.Resumed, (shardId) => {
      this.#ready.add(shardId);
      this.emit('resumed', shardId);
      this.#flush();
    });
    manager.on(WebSocketShardEvents.Closed, (code, shardId) => {
      this.#ready.delete(shardId);
      this.emit('closed', shardId, code);
      const reason = refusals[code];
      if (reason)
        this.emit(
          'fatal',
          new AnankorError('TOKEN_REFUSED', `Discord closed the gateway with ${code}: ${reason}`),
        );
    });
    manager.on(WebSocketShardEvents.Error, (error) => this.#options.onDebug?.(error.message));
    manager.on(WebSocketShardEvents.SocketError, (error) => this.#options.onDebug?.(error.message));
  }

  #allReady(manager: WebSocketManager, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = async (): Promise<void> => {
        if (this.#ready.size >= (await manager.getShardCount())) resolve();
      };
      this.on('identified', () => void check());
      this.on('resumed', () => void check());
      this.once('fatal', reject);
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  }

  /**
   * A resume needs no GET /gateway/bot and no share of the session start limit, yet the library asks for both; so for a
   * resume the answer is made from what was stored.
   */
  async #gatewayInformation(route: `/${string}`): Promise<unknown> {
    const { sessions, rest } = this.#options;
    if (route === Routes.gatewayBot() && sessions.resumeUrl !== null && sessions.shardCount !== null) {
      const shards = sessions.shardCount;
      return {
        url: sessions.resumeUrl,
        shards,
        session_start_limit: { total: 1000, remaining: shards, reset_after: 1, max_concurrency: 1 },
      } satisfies APIGatewayBotInfo;
    }
    return rest.get(route);
  }

  /** Whether the guild's shard is connected and was ready or resumed. */
  isUp(guildId: string): boolean {
    return this.#ready.has(shardOf(guildId, this.#shardCount));
  }

  /** Joins, moves to, or (null) leaves a voice channel of a guild; in the order of the calls, once the guild's shard is up. */
  setVoiceChannel(guildId: string, channelId: string | null): void {
    this.#waiting.push({ guildId, channelId });
    this.#flush();
  }

  #flush(): void {
    const manager = this.#manager;
    if (!manager) return;
    const requests = this.#waiting;
    this.#waiting = [];
    for (const request of requests) {
      const shardId = shardOf(request.guildId, this.#shardCount);
      if (!this.#ready.has(shardId)) {
        this.#waiting.push(request);
        continue;
      }
      const d = {
        guild_id: request.guildId,
        channel_id: request.channelId,
        self_mute: false,
        self_deaf: true,
      };
      void Promise.resolve(manager.send(shardId, { op: GatewayOpcodes.VoiceStateUpdate, d })).catch(() => {
        this.#waiting.push(request);
      });
    }
  }

  /** Closes every shard so that another process can resume it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#options.sessions.freeze();
    const closing = this.#manager?.destroy({ code: RESUMABLE_CLOSE, reason: 'handing over' });
    // A shard that just waits for HELLO closes, but the library may miss that.
    await Promise.race([closing, pause(CLOSE_MS, undefined, { ref: false })]);
    this.#manager = undefined;
    this.removeAllListeners();
  }
}

function refusalOf(error: unknown): AnankorError {
  const status = (error as { status?: number }).status;
  if (status === 401)
    return new AnankorError('TOKEN_REFUSED', 'Discord answered 401: this worker token is not valid');
  return new AnankorError(
    'DISCORD_UNAVAILABLE',
    `Discord's gateway can't be reached: ${(error as Error).message}`,
  );
}
