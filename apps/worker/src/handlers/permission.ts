import type { SessionHead } from '@anankor/music';
import type { Job } from '@anankor/schemas';

/** Tier D: a DJ (the master judged that), the requester of the current track, or alone with the bot. */
export function passesDj(job: Job, head: SessionHead | null, listeners: readonly string[]): boolean {
  const { userId, isDj } = job.actor;
  const alone = listeners.length === 1 && listeners[0] === userId;
  return isDj || alone || (head !== null && head.current?.requesterId === userId);
}
