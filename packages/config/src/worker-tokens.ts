import { z } from 'zod';
import { botIdOf } from './bot-id.ts';
import { discordToken } from './values.ts';

export interface WorkerToken {
  /** The N of DISCORD_WORKER_TOKEN_N. */
  index: number;
  variable: string;
  token: string;
}

/**
 * DISCORD_WORKER_TOKEN_1 … _N in numeric order; gaps are allowed, so that one bot can be taken out. Over the whole
 * environment: `schema.and(workerTokens)`. Each is a token of another bot, and none of the master's, where that stands beside them.
 */
export const workerTokens = z
  .record(z.string(), z.unknown())
  .transform((env, context): { workerTokens: WorkerToken[] } => {
    const found: WorkerToken[] = [];
    const master = env['DISCORD_MASTER_TOKEN'];
    const firstOf = new Map<string, { variable: string; token: string }>();
    const masterId = botIdOf(master);
    if (masterId !== undefined)
      firstOf.set(masterId, { variable: 'DISCORD_MASTER_TOKEN', token: String(master) });
    for (const { index, variable } of variablesOf(env)) {
      const parsed = discordToken.safeParse(env[variable]);
      const blame = (message: string): void => {
        context.issues.push({ code: 'custom', path: [variable], message, input: undefined });
      };
      const botId = botIdOf(env[variable]);
      if (!parsed.success || botId === undefined) {
        blame(parsed.error?.issues[0]?.message ?? 'is no bot token: its first part encodes no bot’s id');
        continue;
      }
      const twin = firstOf.get(botId);
      if (twin?.token === parsed.data)
        blame(`is the same token as ${twin.variable}, expected one bot per worker`);
      else if (twin) blame(`is a token of the same bot as ${twin.variable}, expected one bot per worker`);
      else firstOf.set(botId, { variable, token: parsed.data });
      found.push({ index, variable, token: parsed.data });
    }
    if (found.length === 0 && context.issues.length === 0)
      context.issues.push({
        code: 'custom',
        path: ['DISCORD_WORKER_TOKEN_1'],
        message: 'is missing, expected one bot token per worker in DISCORD_WORKER_TOKEN_1, _2, …',
        input: undefined,
      });
    return { workerTokens: found };
  });

/** The same rule for the master, where workers' tokens stand beside its own. */
export const masterTokenAlone = z.record(z.string(), z.unknown()).transform((env, context): object => {
  const masterId = botIdOf(env['DISCORD_MASTER_TOKEN']);
  const twins = variablesOf(env).filter(({ variable }) => botIdOf(env[variable]) === masterId);
  if (masterId !== undefined && twins.length > 0)
    context.issues.push({
      code: 'custom',
      path: ['DISCORD_MASTER_TOKEN'],
      message: `is a token of the same bot as ${twins.map(({ variable }) => variable).join(', ')}, expected a bot of its own`,
      input: undefined,
    });
  return {};
});

function variablesOf(env: Record<string, unknown>): { index: number; variable: string }[] {
  return Object.keys(env)
    .flatMap((variable) => {
      const index = /^DISCORD_WORKER_TOKEN_([1-9]\d{0,5})$/.exec(variable)?.[1];
      return index === undefined ? [] : [{ index: Number(index), variable }];
    })
    .sort((left, right) => left.index - right.index);
}
