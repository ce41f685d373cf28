import type { Clock } from '@anankor/core';
import { AnankorError } from '@anankor/core';
import { internalJob } from '@anankor/ipc';
import type { JobQueue } from '@anankor/ipc';
import type { SessionHead } from '@anankor/music';
import type { InternalInput, InternalPath, Job } from '@anankor/schemas';

/** The offer's id; its record says that the session was adopted. */
export function adoptJobId(moveId: string): string {
  return `${moveId}:adopt`;
}

/** Where a session is. */
export type Place = Pick<SessionHead, 'guildId' | 'channelId' | 'textChannelId'>;

type MovePath = Extract<InternalPath, `move ${string}`>;

/** A day: a move is ended by its own rules, not by the clock. */
const LIFE_MS = 86_400_000;

/**
 * What a worker puts on another worker's stream. Each has an id that follows from the move, so that it may be put there again by
 * whoever does not know whether it is. Rejects with REDIS_UNAVAILABLE.
 */
export class MoveJobs {
  readonly #queue: JobQueue;
  readonly #recordOf: (workerId: string, jobId: string) => Promise<string | null>;
  readonly #workerId: string;
  readonly #clock: Clock;

  constructor(options: {
    queue: JobQueue;
    /** A worker's record of a job: empty until it is applied. */
    recordOf(workerId: string, jobId: string): Promise<string | null>;
    workerId: string;
    clock: Clock;
  }) {
    this.#queue = options.queue;
    this.#recordOf = options.recordOf;
    this.#workerId = options.workerId;
    this.#clock = options.clock;
  }

  offer(to: string, moveId: string, place: Place): Promise<void> {
    return this.#tell(to, 'move adopt', { moveId, from: this.#workerId }, place);
  }

  /** Whether the target has committed the session, whatever became of it since. */
  async isAdopted(to: string, moveId: string): Promise<boolean> {
    return ((await this.#recordOf(to, adoptJobId(moveId))) ?? '') !== '';
  }

  answer(to: string, moveId: string, refusal: string | null, place: Place): Promise<void> {
    // A refusal may be followed by an adoption, where the target died in between: each is told.
    const id = refusal === null ? 'adopted' : 'refused';
    return this.#tell(to, 'move answer', { moveId, by: this.#workerId, refusal }, place, id);
  }

  flush(to: string, moveId: string, place: Place): Promise<void> {
    return this.#tell(to, 'move flush', { moveId }, place);
  }

  forward(to: string, moveId: string, job: Job): Promise<void> {
    return this.#put(to, { ...job, movedBy: moveId });
  }

  #tell<Path extends MovePath>(
    to: string,
    command: Path,
    input: InternalInput<Path>,
    { guildId, channelId, textChannelId }: Place,
    id = command.slice('move '.length),
  ): Promise<void> {
    const place = { guildId, channelId, textChannelId };
    const jobId = `${(input as { moveId: string }).moveId}:${id}`;
    const now = this.#clock.now();
    return this.#put(
      to,
      internalJob({ jobId, command, input, ...place, by: this.#workerId, now, lifeMs: LIFE_MS }),
    );
  }

  async #put(to: string, job: Job): Promise<void> {
    if ((await this.#queue.enqueue(to, job)) === 'full')
      throw new AnankorError('REDIS_UNAVAILABLE', 'The stream of the other worker takes nothing more');
  }
}
