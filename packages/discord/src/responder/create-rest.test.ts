import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Routes } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { createRest } from './create-rest.ts';

it('tells what was asked for without ids and tokens', async () => {
  const server = createServer((_request, answer) => answer.writeHead(204).end());
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const seen: string[] = [];
  const rest = createRest({
    apiUrl,
    around: async ({ operation }, request) => {
      seen.push(operation);
      return request();
    },
  });
  const id = '100000000000000001';
  const token = 'aW50ZXJhY3Rpb24-CANARY_x.y';
  const auth = { auth: false } as const;
  await rest.patch(Routes.webhookMessage(id, token, '@original'), auth);
  await rest.post(Routes.webhook(id, token), auth);
  await rest.post(Routes.interactionCallback(id, token), auth);
  await rest.get(Routes.guildMember(id, id), auth);
  await rest.get(Routes.gatewayBot(), auth);
  server.closeAllConnections();
  server.close();
  expect(seen).toEqual([
    'PATCH /webhooks/:id/:token/messages/@original',
    'POST /webhooks/:id/:token',
    'POST /interactions/:id/:token/callback',
    'GET /guilds/:id/members/:id',
    'GET /gateway/bot',
  ]);
});
