import { addPlaceholder } from '@anankor/music';
import { failure } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { passesDj } from './permission.ts';

/** Keeps a place in the queue; what the query comes to is for `loaded.ts`. */
export const play: Handler<'play'> = ({ draft, input, job, facts }) => {
  const { query, position, shuffle } = input;
  const interrupts = position === 'now' && draft.head.current !== null;
  if (interrupts && !passesDj(job, draft.head, facts.listeners)) return { reply: failure('PD') };
  const entryId = job.jobId;
  const added = addPlaceholder(draft, {
    id: entryId,
    state: 'loading',
    query,
    jobId: job.jobId,
    requesterId: job.actor.userId,
    placement: position,
    shuffle,
    attempts: 1,
  });
  if (added === 'QL') return { reply: failure('QL', { added: 0, of: 1, max: draft.settings.queueLimit }) };
  return { load: { entryId, query } };
};
