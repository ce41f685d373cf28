import type { WorkerToken } from '@anankor/config';
import { AnankorError } from '@anankor/core';
import type { Clock } from '@anankor/core';
import { RefusedTokens, WorkerLease } from '@anankor/ipc';
import type { Redis, RefusedToken } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import { every } from '../schedulers/every.ts';
import { registeredHashes } from './worker-registry.ts';

/** What stands in the claim of a token that was replaced, in place of an owner. */
const RETIRED = 'retired';
/** How often it is looked whether a bot's other token is still held. */
const LOOK_MS = 1_000;
/** How long a refused token is left alone where Redis could not be told of it. */
const REFUSED_MS = 300_000;

export interface WorkerTokensOptions {
  redis: Redis;
  keys: RedisKeys;
  clock: Clock;
  tokens: readonly WorkerToken[];
  /** Milliseconds until every process has loaded its secrets again. */
  staleMs: number;
}

/** What a claim is asked for with. */
export interface ClaimWish {
  tokens: readonly string[];
  notBefore: ReadonlyMap<string, number>;
  signal: AbortSignal;
}

/**
 * The tokens this process may claim, as its secrets have them now. Claims are held per token, so a bot whose token is
 * replaced could have two owners for a while, one under each. Three things keep that from happening, and from hurting:
 * - a token is left alone while the claim of the token that the bot was last owned under is held;
 * - whoever owns a bot and sees its token replaced hands over and leaves `retired` in the old claim for as long as other
 *   processes may not have seen it, so that none of them takes up the old token;
 * - should two own it all the same (a claim between these steps), the epoch is the bot's and not the token's: the later
 *   owner fences the former.
 */
export class WorkerTokens {
  readonly #options: WorkerTokensOptions;
  readonly #refused: RefusedTokens;
  readonly #notBefore = new Map<string, number>();
  /** Label by token. */
  #labels = new Map<string, string>();
  #changed = new AbortController();

  constructor(options: WorkerTokensOptions) {
    this.#options = options;
    this.#refused = new RefusedTokens(options.redis, options.keys, options.clock);
    this.#labels = labelled(options.tokens);
  }

  get labels(): string[] {
    return [...this.#labels.values()];
  }

  /** What metrics call the worker of this token, `worker-1`. */
  labelOf(token: string): string {
    return this.#labels.get(token) ?? 'worker';
  }

  /** The variable that holds it. */
  variableOf(token: string): string {
    return this.labelOf(token).replace(/^worker-?/, 'DISCORD_WORKER_TOKEN_');
  }

  /** Those of this configuration that Discord refused; none where Redis does not say. */
  async refused(): Promise<RefusedToken[]> {
    const all = await this.#refused.all().catch(() => new Map<string, RefusedToken>());
    return [...this.#labels.keys()].flatMap((token) => all.get(WorkerLease.tokenHash(token)) ?? []);
  }

  /**
   * No process tries the token for a while. Resolves to when it is tried again; where Redis can't be told, this process alone leaves it.
   */
  async quarantine({ token, workerId }: WorkerLease, cause: string): Promise<number> {
    const refusal = { variable: this.variableOf(token), label: this.labelOf(token), workerId, cause };
    const noted = await this.#refused.note(WorkerLease.tokenHash(token), refusal).catch(() => null);
    if (noted) return noted.retryAt;
    const { clock } = this.#options;
    this.leaveAlone(token, clock.monotonic() + REFUSED_MS);
    return clock.now() + REFUSED_MS;
  }

  /** Discord took the token. Never rejects; what fails here, time settles. */
  async accepted({ workerId }: WorkerLease): Promise<void> {
    await this.#refused.clear(workerId).catch(() => undefined);
  }

  has(token: string): boolean {
    return this.#labels.has(token);
  }

  /** Whether another token of the same bot took the place of this one. */
  isReplaced(lease: WorkerLease): boolean {
    return [...this.#labels.keys()].some((token) => WorkerLease.workerIdOf(token) === lease.workerId);
  }

  /** Takes up other tokens; who waits for a claim goes on with these. Throws ENV_INVALID, and keeps what it has, for two of one bot. */
  replace(tokens: readonly WorkerToken[]): void {
    const owners = new Map<string, string>();
    for (const { token, variable } of tokens) {
      const id = WorkerLease.workerIdOf(token);
      const twin = owners.get(id);
      if (twin !== undefined)
        throw new AnankorError('ENV_INVALID', `${twin} and ${variable} are tokens of the same bot ${id}`);
      owners.set(id, variable);
    }
    this.#labels = labelled(tokens);
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** A worker handed over on request is left to others until then, by the monotonic clock. */
  leaveAlone(token: string, until: number): void {
    this.#notBefore.set(token, until);
  }

  /** Waits, as a standby, for one of the tokens; a change of them goes on at once. */
  async claim(signal: AbortSignal, acquire: (wish: ClaimWish) => Promise<WorkerLease>): Promise<WorkerLease> {
    for (;;) {
      const changed = this.#changed.signal;
      const over = new AbortController();
      await this.#look();
      every(LOOK_MS, () => this.#lookAgain(), this.#options.clock, over.signal);
      try {
        const lease = await acquire({
          tokens: [...this.#labels.keys()],
          notBefore: this.#notBefore,
          signal: AbortSignal.any([signal, changed]),
        });
        if (this.has(lease.token)) return lease;
        await lease.release();
      } catch (error) {
        if (signal.aborted || !changed.aborted) throw error;
      } finally {
        over.abort();
      }
    }
  }

  /** Before a replaced token is released: nobody is to claim it any more. Never rejects; what fails here, the fence settles. */
  async retire(lease: WorkerLease): Promise<void> {
    if (!lease.held()) return;
    const { redis, keys, staleMs } = this.#options;
    const key = keys.claim(WorkerLease.tokenHash(lease.token));
    await redis.set(key, RETIRED, 'PX', staleMs, 'XX').catch(() => null);
  }

  async #lookAgain(): Promise<void> {
    if ([...this.#notBefore.values()].includes(Infinity)) await this.#look();
  }

  /** Finds out which tokens wait for another token of their bot to be released. */
  async #look(): Promise<void> {
    const { redis, keys } = this.#options;
    const tokens = [...this.#labels.keys()];
    const hashes = await registeredHashes(redis, keys, tokens.map(WorkerLease.workerIdOf)).catch(() => null);
    if (hashes === null) return;
    await Promise.all(
      tokens.map(async (token, index) => {
        const former = hashes[index];
        const replaces = former !== undefined && former !== WorkerLease.tokenHash(token);
        const owner = replaces ? await redis.get(keys.claim(former)).catch(() => null) : null;
        if (owner !== null && owner !== RETIRED) this.#notBefore.set(token, Infinity);
        else if (this.#notBefore.get(token) === Infinity) this.#notBefore.delete(token);
      }),
    );
  }
}

function labelled(tokens: readonly WorkerToken[]): Map<string, string> {
  return new Map(tokens.map(({ token, index }) => [token, `worker-${index}`]));
}
