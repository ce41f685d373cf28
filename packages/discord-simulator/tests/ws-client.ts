import { REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import type { SessionInfo } from '@discordjs/ws';
import type { GatewayDispatchPayload } from 'discord-api-types/v10';

/** A @discordjs/ws client with a session store of its own, as a worker process has one. */
export interface WsClient {
  manager: WebSocketManager;
  rest: REST;
  events: GatewayDispatchPayload[];
  /** Codes of the sockets that closed. */
  closes: number[];
  errors: unknown[];
  session(): SessionInfo | null;
  of(event: string): unknown[];
}

export function wsClient(
  restUrl: string,
  token: string,
  options: { stored?: SessionInfo | null; intents?: number } = {},
): WsClient {
  const rest = new REST({ api: restUrl }).setToken(token);
  let stored = options.stored ?? null;
  const manager = new WebSocketManager({
    token,
    rest,
    intents: options.intents ?? 1 | (1 << 7),
    shardCount: 1,
    retrieveSessionInfo: () => stored,
    updateSessionInfo: (_shard, info) => {
      stored = info;
    },
  });
  const events: GatewayDispatchPayload[] = [];
  const closes: number[] = [];
  const errors: unknown[] = [];
  manager.on(WebSocketShardEvents.Dispatch, (payload) => events.push(payload));
  manager.on(WebSocketShardEvents.Closed, (code) => closes.push(code));
  manager.on(WebSocketShardEvents.Error, (error) => errors.push(error));
  manager.on(WebSocketShardEvents.SocketError, () => undefined);
  return {
    manager,
    rest,
    events,
    closes,
    errors,
    session: () => stored,
    of: (event) => events.filter(({ t }) => t === event).map(({ d }) => d),
  };
}
