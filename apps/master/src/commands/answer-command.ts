import { reply } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { CommandRequest } from '../interactions/request.ts';
import type { RegisteredWorkers } from '@anankor/ipc';

export interface AnswerSources {
  registry: RegisteredWorkers;
  /** Milliseconds of the gateway's last heartbeat; below 0 before the first. */
  gatewayPing(): number;
  /** Resolves when Redis has answered. */
  pingRedis(): Promise<unknown>;
}

/** The commands the master answers itself. */
export async function answerCommand(request: CommandRequest, sources: AnswerSources): Promise<Reply> {
  const { command, input } = request;
  if (command.path === 'ping') return answerPing(sources);
  if (command.path === 'help')
    return reply('help', { command: typeof input['command'] === 'string' ? input['command'] : null }, 'info');
  throw new TypeError(`"${command.path}" is routed to the master, which has no answer for it`);
}

async function answerPing({ registry, gatewayPing, pingRedis }: AnswerSources): Promise<Reply> {
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
}
