import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

/** What to answer; `hang` keeps the socket open without a word. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang';

/** An HTTP server in Discord's place that answers as the test says: for the failures a simulator never shows. */
export async function scriptedDiscord(answer: (heard: Heard) => Answer) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const one = {
        method: request.method ?? '',
        path: decodeURIComponent((request.url ?? '').split('?')[0] ?? ''),
        authorization: request.headers.authorization,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
      heard.push(one);
      const reaction = answer(one);
      if (reaction === 'hang') return;
      const body = reaction.body === undefined ? '' : JSON.stringify(reaction.body);
      response
        .writeHead(reaction.status, {
          ...(body && { 'content-type': 'application/json' }),
          ...reaction.headers,
        })
        .end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    heard,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
