import { z } from 'zod';
import { discordToken } from './values.ts';

export interface WorkerToken {
  /** The N of DISCORD_WORKER_TOKEN_N. */
  index: number;
  variable: string;
  token: string;
}

/**
 * DISCORD_WORKER_TOKEN_1 … _N in numeric order; gaps are allowed, so that one bot can be taken out. Over the whole
 * environment: `schema.and(workerTokens)`.
 */
export const workerTokens = z
  .record(z.string(), z.unknown())
  .transform((env, context): { workerTokens: WorkerToken[] } => {
    const found: WorkerToken[] = [];
    const firstWith = new Map<string, string>();
    for (const { index, variable } of variablesOf(env)) {
      const parsed = discordToken.safeParse(env[variable]);
      const blame = (message: string): void => {
        context.issues.push({ code: 'custom', path: [variable], message, input: undefined });
      };
      if (!parsed.success) {
        blame(parsed.error.issues[0]?.message ?? 'is no bot token');
        continue;
      }
      const twin = firstWith.get(parsed.data);
      if (twin !== undefined) blame(`is the same token as ${twin}, expected one token per worker`);
      firstWith.set(parsed.data, twin ?? variable);
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

function variablesOf(env: Record<string, unknown>): { index: number; variable: string }[] {
  return Object.keys(env)
    .flatMap((variable) => {
      const index = /^DISCORD_WORKER_TOKEN_([1-9]\d{0,5})$/.exec(variable)?.[1];
      return index === undefined ? [] : [{ index: Number(index), variable }];
    })
    .sort((left, right) => left.index - right.index);
}
