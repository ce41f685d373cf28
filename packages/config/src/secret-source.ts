import type { Env, EnvProblem } from './env.ts';

export interface SecretResolution {
  /** Variables this source adds; they replace those found so far. */
  values: Env;
  /** What could not be had; reported beside every other invalid variable. */
  problems: EnvProblem[];
}

/**
 * Where credentials come from that should not stand in the environment themselves: mounted files, a secret store.
 * Sources are asked in order, each with what the earlier ones found. One that can't reach its store answers with
 * problems, so that the operator sees all of them at once.
 */
export interface SecretSource {
  readonly name: string;
  resolve(env: Env, signal?: AbortSignal): Promise<SecretResolution>;
}
