import { retry, systemClock } from '@anankor/core';
import type { Clock } from '@anankor/core';
import type { EnvProblem } from './env.ts';

/** One secret: one text, or names mapped to values, or (JSON) both. */
export interface Secret {
  text?: string;
  values: Readonly<Record<string, string>>;
}

export interface SecretStore {
  /** One try. Rejects with a SecretStoreError; the signal ends the request. */
  read(secret: string, signal: AbortSignal): Promise<Secret>;
}

/** Why a secret could not be had and what to do about it: a sentence that follows the name of a variable, without any value. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';
  /** Worth another try: the store was away, busy or sealed. */
  readonly retryable: boolean;

  constructor(message: string, options: { retryable?: boolean } = {}) {
    super(message);
    this.retryable = options.retryable ?? false;
  }
}

/** A store can't be asked with these settings. */
export class StoreSettingsError extends Error {
  override readonly name = 'StoreSettingsError';
  readonly problems: readonly EnvProblem[];

  constructor(problems: readonly EnvProblem[]) {
    super('the settings of a secret store are invalid');
    this.problems = problems;
  }
}

/** Milliseconds one request to a store may take. */
export const REQUEST_LIMIT_MS = 5_000;
const ATTEMPTS = 4;
const policy = { initialMs: 200, maxMs: 2_000 };

/** Reads a secret; a store that is away is asked four times within about two seconds of waiting. */
export function readPatiently(
  store: SecretStore,
  secret: string,
  options: { signal?: AbortSignal | undefined; clock?: Clock | undefined } = {},
): Promise<Secret> {
  const { signal, clock = systemClock } = options;
  return retry(
    () => {
      const limit = AbortSignal.timeout(REQUEST_LIMIT_MS);
      return store.read(secret, signal ? AbortSignal.any([signal, limit]) : limit);
    },
    {
      policy,
      attempts: ATTEMPTS,
      clock,
      ...(signal ? { signal } : {}),
      retryable: (error) => error instanceof SecretStoreError && error.retryable,
    },
  );
}
