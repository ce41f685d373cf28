import { afterEach, describe, expect, it } from 'vitest';
import { ProbeServer } from './probe-server.ts';
import { Readiness } from './readiness.ts';

let server: ProbeServer | undefined;
afterEach(async () => server?.stop());

describe('ProbeServer', () => {
  it('answers health, readiness and metrics', async () => {
    const readiness = new Readiness(['redis']);
    server = new ProbeServer({
      host: '127.0.0.1',
      port: 0,
      readiness,
      metrics: async () => ({ contentType: 'text/plain', body: 'anankor_up 1\n' }),
    });
    await server.start();
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server?.port}${path}`);
    expect((await get('/health')).status).toBe(200);
    const before = await get('/ready');
    expect(before.status).toBe(503);
    expect(await before.json()).toMatchObject({ dependencies: { redis: { state: 'starting' } } });
    readiness.report('redis', 'up');
    expect((await get('/ready')).status).toBe(200);
    expect(await (await get('/metrics')).text()).toBe('anankor_up 1\n');
  });
});
