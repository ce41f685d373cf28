import { AnankorError } from '@anankor/core';
import type { z } from 'zod';
import type { Env, EnvProblem } from './env.ts';

/**
 * The environment through a schema, without reading anything else.
 *
 * @throws AnankorError ENV_INVALID naming every invalid variable at once, those of `known` among them.
 */
export function parseEnv<Schema extends z.ZodType>(
  schema: Schema,
  env: Env,
  known: readonly EnvProblem[] = [],
): z.output<Schema> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(set);
  if (parsed.success && known.length === 0) return parsed.data;

  const blamed = new Set(known.map((problem) => problem.variable));
  const found = (parsed.error?.issues ?? []).map((issue) => ({
    variable: String(issue.path[0] ?? 'environment'),
    message: issue.message,
  }));
  // A secret that could not be read is reported as that, not as missing too.
  throw invalid([...known, ...found.filter((problem) => !blamed.has(problem.variable))]);
}

function invalid(problems: readonly EnvProblem[]): AnankorError {
  const variables: Record<string, string> = {};
  for (const { variable, message } of problems) {
    const before = variables[variable];
    variables[variable] = before === undefined || before === message ? message : `${before}; ${message}`;
  }
  const lines = Object.entries(variables).map(([variable, message]) => `  ${variable}: ${message}`);
  return new AnankorError('ENV_INVALID', `The environment is invalid\n${lines.join('\n')}`, {
    details: { variables },
  });
}
