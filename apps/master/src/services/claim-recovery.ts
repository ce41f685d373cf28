import { classify, systemClock } from '@anankor/core';
import type { Clock, Service } from '@anankor/core';
import type { Logger } from '@anankor/logger';
import type { Readiness } from '@anankor/service';
import type { RecoverClaims } from '../workflows/recover-claims.ts';

export interface ClaimRecoveryOptions {
  /** Goes on with what dead replicas left; resolves to how much that was. */
  recover: Pick<RecoverClaims, 'sweep'>;
  /** Milliseconds between two goes, give or take a quarter, so that replicas don't go together. */
  intervalMs: number;
  readiness: Readiness;
  logger: Logger;
  clock?: Clock;
}

/** As /ready calls it. */
export const DYNAMODB = 'dynamodb';

/** Looks after abandoned claims for as long as the master runs; it notices as well when DynamoDB goes and comes back. */
export class ClaimRecovery implements Service {
  readonly name = 'claim recovery';
  readonly #options: ClaimRecoveryOptions;
  #running: Promise<void> = Promise.resolve();
  #stopping = new AbortController();

  constructor(options: ClaimRecoveryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#running = this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { recover, intervalMs, readiness, logger, clock = systemClock } = this.#options;
    while (!signal.aborted) {
      try {
        await recover.sweep();
        readiness.report(DYNAMODB, 'up');
      } catch (thrown) {
        const error = classify(thrown);
        readiness.report(DYNAMODB, 'down', error.message);
        logger.warn({ code: error.code, reason: error.message }, 'abandoned claims can’t be looked for');
      }
      const jitter = 0.75 + Math.random() / 2;
      await clock.sleep(Math.round(intervalMs * jitter), signal).catch(() => undefined);
    }
  }
}
