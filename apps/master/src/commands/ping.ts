import { reply } from '@anankor/schemas';
import type { MasterHandler } from './handler.ts';

export const ping: MasterHandler<'ping'> = async ({ sources }) => {
  const { registry, gatewayPing, pingRedis } = sources;
  const before = performance.now();
  await pingRedis();
  const redisMs = performance.now() - before;
  const workers = await Promise.all(
    (await registry.all()).map(async (worker) => ({
      name: worker.name,
      online: await registry.isOnline(worker),
    })),
  );
  return reply('ping', { gatewayMs: Math.max(0, gatewayPing()), redisMs, workers }, 'info');
};
