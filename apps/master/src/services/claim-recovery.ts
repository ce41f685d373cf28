import { AnankorError, classify, systemClock, within } from '@anankor/core';
import type { Clock, Service } from '@anankor/core';
import type { Readiness } from '@anankor/service';

export interface ClaimRecoveryOptions {
  /** Whether Redis answers. */
  probeRedis(): Promise<void>;
  /** Whether DynamoDB answers, asked while Redis does not. */
  probeDynamodb(): Promise<void>;
  /** Goes on with claims of dead replicas. */
  sweepClaims(): Promise<unknown>;
  /** Goes on with interactions that dead replicas never claimed. */
  sweepInteractions(): Promise<unknown>;
  /** Milliseconds between two goes, give or take a quarter, so that replicas don't go together. */
  intervalMs: number;
  readiness: Readiness;
  clock?: Clock;
}

/** As /ready calls them. */
export const DYNAMODB = 'dynamodb';
export const REDIS = 'redis';

/** Milliseconds until a Redis that took a request and says nothing counts as down. */
const SILENT_MS = 2_000;

/**
 * Looks after abandoned claims for as long as the master runs. It notices when Redis or DynamoDB goes and comes back, each by itself.
 * While Redis is away nothing is taken over: nothing could be decided.
 */
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
    const { intervalMs, clock = systemClock } = this.#options;
    while (!signal.aborted) {
      await this.#look();
      const jitter = 0.75 + Math.random() / 2;
      await clock.sleep(Math.round(intervalMs * jitter), signal).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { probeRedis, probeDynamodb, sweepClaims, sweepInteractions } = this.#options;
    const silent = new AnankorError('REDIS_UNAVAILABLE', `Redis said nothing for ${SILENT_MS / 1_000} s`);
    const answers = within(
      probeRedis().then(
        () => null,
        (thrown: unknown) => classify(thrown),
      ),
      SILENT_MS,
      silent,
    );
    if (!(await this.#watch(REDIS, answers))) {
      await this.#watch(DYNAMODB, failureOf(probeDynamodb));
      return;
    }
    await this.#watch(DYNAMODB, failureOf(sweepClaims));
    await failureOf(sweepInteractions);
  }

  /** Whether it is up; what fails for another reason says nothing about it. */
  async #watch(dependency: string, outcome: Promise<AnankorError | null>): Promise<boolean> {
    const { readiness } = this.#options;
    const error = await outcome;
    const isBlamed = error !== null && blamed(error) === dependency;
    if (error === null || isBlamed)
      readiness.report(dependency, error === null ? 'up' : 'down', error?.message);
    return error === null;
  }
}

function blamed({ code }: AnankorError): string {
  return code.startsWith('REDIS_') ? REDIS : DYNAMODB;
}

function failureOf(work: () => Promise<unknown>): Promise<AnankorError | null> {
  return work().then(
    () => null,
    (thrown: unknown) => classify(thrown),
  );
}
