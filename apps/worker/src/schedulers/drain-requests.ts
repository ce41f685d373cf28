import { sessionsRequested } from '@anankor/admin';
import type { Redis } from '@anankor/ipc';

export interface DrainActions {
  /** Another process is to have the worker. */
  handOver(): void;
  /** Other workers are to have its sessions; resolves when each is there or stays, to false where that could not be done. */
  moveSessions(requestId: string): Promise<boolean>;
}

/**
 * A look at whether an operator asks for a worker or for its sessions. The first is taken off before it is followed, so that the next
 * owner does not follow it too; the second afterwards, so that it does.
 */
export function drainRequests(redis: Redis, key: string, actions: DrainActions): () => Promise<void> {
  return async () => {
    const asked = await redis.get(key).catch(() => null);
    if (asked === null) return;
    const requestId = sessionsRequested(asked);
    // Where a store is away the request stays for the next look.
    if (requestId !== undefined && !(await actions.moveSessions(requestId))) return;
    await redis.del(key).catch(() => 0);
    if (requestId === undefined) actions.handOver();
  };
}
