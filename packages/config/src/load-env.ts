import { readFile } from 'node:fs/promises';
import { parse } from 'dotenv';
import type { z } from 'zod';
import type { Env, EnvProblem } from './env.ts';
import { parseEnv } from './parse-env.ts';
import { secretFiles } from './secret-files.ts';
import type { SecretSource } from './secret-source.ts';
import { secretStores } from './secret-stores.ts';

export interface LoadEnvOptions {
  /** A .env file; what it sets yields to `source`. One that does not exist is no error. None unless told. */
  dotenvPath?: string;
  /** `secretSources()` unless told. Whoever loads again passes the same ones, so that a login is kept. */
  secrets?: readonly SecretSource[];
  signal?: AbortSignal;
}

/** Every source there is: files first, whose content may refer to a store. */
export function secretSources(): readonly SecretSource[] {
  return [secretFiles, secretStores()];
}

/**
 * Reads the environment: the .env file, then `source` over it, then the secret sources, then the schema.
 *
 * @throws AnankorError ENV_INVALID naming every invalid variable at once, never a value.
 */
export async function loadEnv<Schema extends z.ZodType>(
  schema: Schema,
  source: Env = process.env,
  options: LoadEnvOptions = {},
): Promise<z.output<Schema>> {
  let env: Env = { ...(await readDotenv(options.dotenvPath)), ...withoutEmpty(source) };
  const problems: EnvProblem[] = [];
  for (const secrets of options.secrets ?? secretSources()) {
    const resolution = await secrets.resolve(env, options.signal);
    env = { ...env, ...resolution.values };
    problems.push(...resolution.problems);
  }
  return parseEnv(schema, env, problems);
}

async function readDotenv(path: string | undefined): Promise<Env> {
  if (path === undefined) return {};
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function withoutEmpty(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}
