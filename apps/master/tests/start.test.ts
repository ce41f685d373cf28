import { onFreePort, startRedis } from '@anankor/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestBed } from './support/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await TestBed.start();
});
afterAll(() => bed.stop());

const readiness = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  return answer && { status: answer.status, body: (await answer.json()) as { dependencies: object } };
};

describe('starting', () => {
  it('waits for a dependency, is not ready meanwhile, then goes on', async () => {
    const redisPort = await onFreePort(async (port) => port);
    const master = await bed.spawnMaster({ REDIS_URL: `redis://127.0.0.1:${redisPort}` });
    const waiting = await bed.until(async () => {
      const state = await readiness(master.port);
      return state?.status === 503 && JSON.stringify(state.body).includes('"redis":{"state":"down"') && state;
    });
    expect(waiting.body.dependencies).toMatchObject({ redis: { state: 'down', detail: expect.any(String) } });
    const redis = await startRedis({ port: redisPort });
    await master.waitReady();
    expect((await readiness(master.port))?.status).toBe(200);
    await redis.kill();
    await bed.until(async () => (await readiness(master.port))?.status === 503);
    await redis.restart();
    await bed.until(async () => (await readiness(master.port))?.status === 200);
    expect(await master.stop()).toMatchObject({ code: 0 });
    await redis.stop();
  }, 60_000);

  it('gives up when its time is over, and says on what', async () => {
    const master = await bed.spawnMaster({ REDIS_URL: 'redis://127.0.0.1:1', STARTUP_LIMIT: '1s' });
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(String(master.output.text)).toContain('redis could not be reached within 1 s');
  }, 60_000);

  it('names the script for a missing table', async () => {
    const master = await bed.spawnMaster({ DYNAMODB_TABLE_PREFIX: 'nowhere-' });
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(String(master.output.text)).toContain('create-tables.sh');
  }, 60_000);

  it('ends with a refused token, which it does not repeat', async () => {
    const token = `${bed.app.token.slice(0, -4)}AAAA`;
    const master = await bed.spawnMaster({ DISCORD_MASTER_TOKEN: token });
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(String(master.output.text)).toContain('Discord refused DISCORD_MASTER_TOKEN');
    expect(String(master.output.text)).not.toContain(token);
  }, 60_000);

  it('gives up on a Discord that is not there', async () => {
    const master = await bed.spawnMaster({ DISCORD_API_URL: 'http://127.0.0.1:1/api', STARTUP_LIMIT: '1s' });
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(String(master.output.text)).toContain('discord could not be reached');
  }, 60_000);

  it('names all that is wrong with the environment at once', async () => {
    const master = await bed.spawnMaster({ DISCORD_MASTER_TOKEN: 'nonsense', AWS_REGION: '' });
    expect(await master.exited).toMatchObject({ code: 1 });
    expect(String(master.output.text)).toMatch(
      /DISCORD_MASTER_TOKEN[\s\S]*AWS_REGION|AWS_REGION[\s\S]*DISCORD_MASTER_TOKEN/,
    );
  }, 60_000);
});
