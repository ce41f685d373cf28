import type { InteractionHandle } from '@anankor/discord-simulator';
import { job } from '@anankor/schemas';
import type { Job } from '@anankor/schemas';
import type { Scene } from './scene.ts';

/**
 * Freezes the worker's only process while commands are typed, and gives the test their jobs on the stream to change; then
 * the process goes on.
 */
export async function whileHeld<Result>(
  scene: Scene,
  work: (held: HeldJobs) => Promise<Result>,
): Promise<Result> {
  const owner = await scene.owner();
  await scene.drained();
  owner.kill('SIGSTOP');
  // A read that waits at the server would still take the first job; it ends with the lease.
  await scene.until(async () => (await waitingReads(scene)) === 0, 15_000, 'the read that waits to end');
  try {
    return await work(new HeldJobs(scene));
  } finally {
    owner.kill('SIGCONT');
  }
}

async function waitingReads(scene: Scene): Promise<number> {
  const clients = (await scene.redis.client('LIST')) as string;
  return clients.split('\n').filter(isJobRead).length;
}

/** A worker's, and not a master's for the outboxes. */
function isJobRead(line: string): boolean {
  return /name=anankor-worker-\d+-jobs /.test(line) && /cmd=xreadgroup/.test(line) && /flags=\w*b/.test(line);
}

export class HeldJobs {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The job of a typed command, once it is on the stream. */
  async of(handle: InteractionHandle): Promise<{ entryId: string; job: Job }> {
    const { redis, keys, workerId } = this.#scene;
    return this.#scene.until(async () => {
      for (const [entryId, fields] of await redis.xrange(keys.jobs(workerId), '-', '+')) {
        const text = fields[1] ?? '';
        if (text.includes(`"jobId":"${handle.id}"`)) return { entryId, job: job.parse(JSON.parse(text)) };
      }
      return undefined;
    });
  }

  /** Puts another text in the place of a typed command's job. */
  async replace(handle: InteractionHandle, change: (job: Job) => unknown): Promise<void> {
    const { redis, keys, workerId } = this.#scene;
    const found = await this.of(handle);
    const changed = change(found.job);
    await redis.xdel(keys.jobs(workerId), found.entryId);
    await this.put(typeof changed === 'string' ? changed : JSON.stringify(changed));
  }

  async put(text: string, field = 'job'): Promise<void> {
    const { redis, keys, workerId } = this.#scene;
    await redis.xadd(keys.jobs(workerId), '*', field, text);
  }
}
