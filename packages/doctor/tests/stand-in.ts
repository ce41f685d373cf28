import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';

export interface StandIn {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** An HTTP server on a free port that answers each request with what `answer` returns: a status and a JSON body. */
export async function serve(
  answer: (request: IncomingMessage) => [status: number, body: unknown],
): Promise<StandIn> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface StandInBot {
  username: string;
  guilds: string[];
  /** Refuses the bot with this status. */
  status?: number;
}

/** Discord's two routes that the doctor asks, for bots by their token. An unknown token is answered with 401. */
export function serveDiscord(bots: Readonly<Record<string, StandInBot>>): Promise<StandIn> {
  return serve((request) => {
    const bot = bots[(request.headers.authorization ?? '').replace(/^Bot /, '')];
    const url = new URL(request.url ?? '/', 'http://discord');
    if (!bot) return [401, { message: '401: Unauthorized', code: 0 }];
    if (bot.status !== undefined) return [bot.status, { message: 'refused', code: 0 }];
    if (url.pathname === '/v10/users/@me') return [200, { id: '1', username: bot.username }];
    if (url.pathname !== '/v10/users/@me/guilds') return [404, {}];
    const after = BigInt(url.searchParams.get('after') ?? '0');
    const limit = Number(url.searchParams.get('limit'));
    const page = bot.guilds.filter((id) => BigInt(id) > after).slice(0, limit);
    return [200, page.map((id) => ({ id }))];
  });
}

/** A token of the right shape for a bot's id; made up, no token of anybody. */
export function tokenOf(botId: string, secret = 'x'): string {
  return `${Buffer.from(botId).toString('base64url')}.GaBcDe.${secret.repeat(38).slice(0, 38)}`;
}
