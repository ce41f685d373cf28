import { ProbeServer, Readiness, adminRoutes, adminServer } from '@anankor/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator, adminActions } from '../src/index.ts';
import { CANARY, WORKER, bench, bury, jobOf, register } from './support/fixture.ts';
import type { Bench } from './support/fixture.ts';

const TOKEN = 'correct-horse-battery';
const bearer = { authorization: `Bearer ${TOKEN}` };

let here: Bench;
let server: ProbeServer | undefined;
beforeEach(() => {
  here = bench();
});
afterEach(async () => {
  await server?.stop();
  here.stop();
});

async function serve(
  token: string | undefined,
  own: Parameters<typeof adminActions>[1] = {},
): Promise<string> {
  server = new ProbeServer({
    host: '127.0.0.1',
    port: 0,
    readiness: new Readiness([]),
    metrics: async () => ({ contentType: 'text/plain', body: '' }),
    routes: adminServer(token, adminActions(new Operator(here), own)),
  });
  await server.start();
  return `http://127.0.0.1:${server.port}`;
}

const urlOf = (path: string, id = '1-1'): string => path.replace(':worker', WORKER).replace(':id', id);

describe('the admin routes', () => {
  it('are not there without a token', async () => {
    const base = await serve(undefined);
    for (const { method, path } of Object.values(adminRoutes))
      expect((await fetch(base + urlOf(path), { method, headers: bearer })).status).toBe(404);
  });

  it('want the token, and shut out who guesses', async () => {
    const all = await serve(TOKEN, { sessions: () => [], drain: () => true });
    for (const { method, path } of Object.values(adminRoutes))
      expect((await fetch(all + urlOf(path), { method })).status, path).toBe(401);
    await server?.stop();
    const base = await serve(TOKEN);
    const guess = (authorization: string) => fetch(`${base}/admin/workers`, { headers: { authorization } });
    for (const wrong of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`, 'Bearer '])
      expect((await guess(wrong)).status).toBe(401);
    for (let more = 0; more < 7; more += 1) expect((await guess('Bearer x')).status).toBe(401);
    const shutOut = await guess(`Bearer ${TOKEN}`);
    expect(shutOut.status).toBe(429);
    expect(Number(shutOut.headers.get('retry-after'))).toBeGreaterThan(0);
    // Probes are not concerned.
    expect((await fetch(`${base}/health`)).status).toBe(200);
  });

  it('list, show, replay and drop dead letters, without any token in them', async () => {
    await register(here);
    await bury(here, [jobOf('900000000000000001'), jobOf('900000000000000002')]);
    const base = await serve(TOKEN);
    const bodies: string[] = [];
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(base + path, { method, headers: bearer });
      const body = await answer.text();
      bodies.push(body);
      return {
        status: answer.status,
        body: JSON.parse(body) as { letters: { id: string }[]; workers: unknown[] },
      };
    };
    const list = await ask('/admin/dlq?worker=worker-1&count=10');
    const { letters } = list.body;
    expect(letters).toHaveLength(2);
    const [first, second] = [letters[0]!, letters[1]!];
    expect((await ask(`/admin/dlq?after=${first.id}`)).body.letters).toHaveLength(1);
    expect(await ask(urlOf(adminRoutes.deadLetter.path, first.id))).toMatchObject({
      status: 200,
      body: { jobId: '900000000000000001', workerId: WORKER },
    });
    expect((await ask(urlOf(adminRoutes.replay.path, first.id), 'POST')).body).toEqual({
      outcome: 'replayed',
    });
    expect((await ask(urlOf(adminRoutes.replay.path, first.id), 'POST')).status).toBe(404);
    expect((await ask(urlOf(adminRoutes.drop.path, second.id), 'DELETE')).body).toEqual({
      outcome: 'dropped',
    });
    expect((await ask(urlOf(adminRoutes.drop.path, second.id), 'DELETE')).status).toBe(404);
    expect((await ask(urlOf(adminRoutes.deadLetter.path, second.id))).status).toBe(404);
    expect((await ask('/admin/workers')).body.workers).toMatchObject([
      { workerId: WORKER, stream: { length: 1 } },
    ]);
    expect((await ask('/admin/dlq?count=0')).status).toBe(400);
    expect(await ask('/admin/dlq?worker=nobody')).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID' },
    });
    expect(bodies.join('\n')).not.toContain(CANARY);
  });

  it('mask what got into a letter by mistake', async () => {
    await register(here);
    const payload = JSON.stringify({
      url: `https://discord.com/api/v10/webhooks/123456789012345678/${CANARY}`,
    });
    await here.redis.xadd(here.keys.deadLetters(WORKER), '1-1', 'code', 'UNKNOWN', 'payload', payload);
    const base = await serve(TOKEN);
    const answer = await fetch(`${base}/admin/dlq`, { headers: bearer });
    const body = await answer.text();
    expect(answer.status).toBe(200);
    expect(body).toContain('[redacted]');
    expect(body).not.toContain(CANARY);
  });

  it('put a drained worker into service again', async () => {
    await register(here);
    const { redis, keys } = here;
    await redis.set(keys.drained(WORKER), '1');
    const base = await serve(TOKEN);
    const undrain = (worker: string) =>
      fetch(`${base}/admin/drain/${worker}`, { method: 'DELETE', headers: bearer });
    expect(await (await fetch(`${base}/admin/workers`, { headers: bearer })).json()).toMatchObject({
      workers: [{ drained: true }],
    });
    expect(await (await undrain('worker-1')).json()).toEqual({ outcome: 'undrained' });
    expect(await redis.exists(keys.drained(WORKER))).toBe(0);
    expect((await undrain(WORKER)).status).toBe(404);
    expect((await undrain('nobody')).status).toBe(400);
  });

  it('drain where there is something to drain, and are absent where the process can not', async () => {
    const base = await serve(TOKEN, { drain: () => false });
    const post = await fetch(`${base}/admin/drain`, { method: 'POST', headers: bearer });
    expect(post.status).toBe(409);
    expect((await fetch(`${base}/admin/sessions`, { headers: bearer })).status).toBe(404);
  });
});
