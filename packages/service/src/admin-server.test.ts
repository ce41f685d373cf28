import { AnankorError } from '@anankor/core';
import { afterEach, expect, it } from 'vitest';
import { adminServer } from './admin-server.ts';
import type { AdminActions } from './admin-server.ts';
import { ProbeServer } from './probe-server.ts';
import { Readiness } from './readiness.ts';
import { adminRoutes } from './routes.ts';

const TOKEN = 'correct-horse-battery';
const letters = new Map([['1-1', { id: '1-1', note: 'Bearer abcdefgh12345678' }]]);
const actions: AdminActions = {
  workers: () => Promise.reject(new AnankorError('REDIS_UNAVAILABLE', 'Redis is away')),
  deadLetters: async ({ worker, count }) => {
    if (worker === 'nobody') throw new AnankorError('INPUT_INVALID', 'There is no worker nobody.');
    return [...letters.values()].slice(0, count);
  },
  deadLetter: async (_worker, id) => letters.get(id),
  replay: async (_worker, id) => (id === '1-1' ? 'replayed' : id === '2-2' ? 'applied-before' : 'missing'),
  drop: async (_worker, id) => letters.has(id),
  undrain: async (worker) => worker === 'worker-1',
  sessions: () => [{ channelId: '1' }],
  drain: () => true,
  moveSessions: async () => ({ stays: 0, moves: [] }),
};

let server: ProbeServer | undefined;
afterEach(async () => server?.stop());

async function serve(own: Partial<AdminActions> = {}) {
  server = new ProbeServer({
    host: '127.0.0.1',
    port: 0,
    readiness: new Readiness([]),
    metrics: async () => ({ contentType: 'text/plain', body: '' }),
    routes: adminServer(TOKEN, { ...actions, ...own }),
  });
  await server.start();
  return async (method: string, path: string, token = TOKEN): Promise<[number, string]> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${server?.port}${path}`, { method, headers });
    return [answer.status, await answer.text()];
  };
}

it('answers each route with what was done, or why not', async () => {
  const ask = await serve();
  expect(await ask('GET', '/admin/dlq?count=1')).toEqual([200, expect.stringContaining('"id":"1-1"')]);
  expect(await ask('GET', '/admin/dlq/w/1-1')).toEqual([200, expect.stringContaining('[redacted]')]);
  expect(await ask('GET', '/admin/dlq/w/9-9')).toEqual([404, expect.stringContaining('no such dead letter')]);
  expect(await ask('POST', '/admin/dlq/w/1-1/replay')).toEqual([200, '{"outcome":"replayed"}']);
  expect(await ask('POST', '/admin/dlq/w/2-2/replay')).toEqual([409, expect.stringContaining('took place')]);
  expect((await ask('POST', '/admin/dlq/w/9-9/replay'))[0]).toBe(404);
  expect(await ask('DELETE', '/admin/dlq/w/1-1')).toEqual([200, '{"outcome":"dropped"}']);
  expect((await ask('DELETE', '/admin/dlq/w/9-9'))[0]).toBe(404);
  expect(await ask('GET', '/admin/sessions')).toEqual([200, '{"sessions":[{"channelId":"1"}]}']);
  expect(await ask('POST', '/admin/drain')).toEqual([202, '{"outcome":"draining"}']);
  expect(await ask('POST', '/admin/drain?sessions=true')).toEqual([200, '{"stays":0,"moves":[]}']);
  expect(await ask('DELETE', '/admin/drain/worker-1')).toEqual([200, '{"outcome":"undrained"}']);
  expect((await ask('DELETE', '/admin/drain/worker-2'))[0]).toBe(404);
});

it('tells mistakes from outages', async () => {
  const ask = await serve({ drain: () => false, moveSessions: async () => undefined });
  expect((await ask('GET', '/admin/dlq?count=0'))[0]).toBe(400);
  expect(await ask('GET', '/admin/dlq?worker=nobody')).toEqual([
    400,
    expect.stringContaining('no worker nobody'),
  ]);
  expect(await ask('GET', '/admin/workers')).toEqual([503, expect.stringContaining('REDIS_UNAVAILABLE')]);
  expect((await ask('POST', '/admin/drain'))[0]).toBe(409);
  expect((await ask('POST', '/admin/drain?sessions=true'))[0]).toBe(409);
  const kept = await serve({ moveSessions: async () => ({ stays: 1, moves: [] }) });
  expect(await kept('POST', '/admin/drain?sessions=true')).toEqual([409, '{"stays":1,"moves":[]}']);
});

it('wants the token on every route, and shuts out who guesses', async () => {
  const ask = await serve();
  for (const { method, path } of Object.values(adminRoutes))
    expect((await ask(method, path, 'wrong'))[0]).toBe(401);
  for (let guess = Object.keys(adminRoutes).length; guess < 10; guess += 1)
    expect((await ask('GET', '/admin/workers', 'wrong'))[0]).toBe(401);
  expect((await ask('GET', '/admin/sessions'))[0]).toBe(429);
  expect(adminServer(undefined, actions)).toBeUndefined();
});
