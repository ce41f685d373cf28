/**
 * As much of Discord's gateway as a bot in very many guilds needs: shards, READY, a GUILD_CREATE each, voice joins. The
 * simulator keeps a world, which for 100,000 guilds is more than this machine has. Arguments: guilds, bot user id.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { serve } from '../processes/serve.ts';
import { GUILDS_A_SHARD, guildCreate, guildIdOf, shardOf, voiceState } from './guilds.ts';

const guilds = Number(process.argv[2]);
const botUserId = process.argv[3] ?? '';
const shards = Math.max(1, Math.ceil(guilds / GUILDS_A_SHARD));
/** Bytes that may wait to be sent on one socket. */
const MOST_BUFFERED = 1_000_000;

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 1000, max_concurrency: shards };
  response.end(JSON.stringify({ url: `ws://127.0.0.1:${port}`, shards, session_start_limit }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
let sent = 0;

new WebSocketServer({ server }).on('connection', (socket: WebSocket) => {
  let sequence = 0;
  const send = (op: number, d: unknown, t: string | null = null): void =>
    socket.send(JSON.stringify({ op, d, t, s: t === null ? null : ++sequence }));
  send(10, { heartbeat_interval: 41_250 });
  socket.on('message', (data) => {
    const { op, d } = JSON.parse((data as Buffer).toString('utf8')) as {
      op: number;
      d: { shard?: [number, number]; guild_id: string; channel_id: string | null };
    };
    if (op === 1) send(11, null);
    if (op === 2) void fill(socket, send, d.shard?.[0] ?? 0);
    if (op === 4 && d.channel_id !== null) {
      const { guild_id, channel_id } = d;
      send(0, { ...voiceState(botUserId, channel_id), guild_id }, 'VOICE_STATE_UPDATE');
      send(0, { guild_id, token: 'voice', endpoint: '127.0.0.1:1' }, 'VOICE_SERVER_UPDATE');
    }
  });
});

async function fill(
  socket: WebSocket,
  send: (op: number, d: unknown, t: string) => void,
  shard: number,
): Promise<void> {
  const mine: number[] = [];
  for (let n = 0; n < guilds; n++) if (shardOf(n, shards) === shard) mine.push(n);
  const user = { id: botUserId, username: 'bench', discriminator: '0', avatar: null, bot: true };
  const unavailable = mine.map((n) => ({ id: guildIdOf(n), unavailable: true }));
  const application = { id: botUserId, flags: 0 };
  const resume_gateway_url = `ws://127.0.0.1:${port}`;
  const session = { v: 10, user, session_id: `s${shard}`, resume_gateway_url, application };
  send(0, { ...session, shard: [shard, shards], guilds: unavailable }, 'READY');
  for (const n of mine) {
    send(0, guildCreate(n, botUserId), 'GUILD_CREATE');
    sent++;
    while (socket.bufferedAmount > MOST_BUFFERED) await new Promise((go) => setTimeout(go, 2));
  }
}

export type FeederMethods = {
  state(argument?: undefined): { port: number; sent: number; shards: number };
};
const methods: FeederMethods = { state: () => ({ port, sent, shards }) };
serve(methods);
