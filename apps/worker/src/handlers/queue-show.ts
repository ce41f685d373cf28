import type { SessionDraft } from '@anankor/music';
import { failure, lengthOf, listedEntry, namedTrack, reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { sessionRef } from './panel.ts';

const PAGE = 10;

export const queueShow: Handler<'queue show'> = ({ draft, input: { page } }) => {
  const { head, queue } = draft;
  if (head.current === null && queue.isEmpty()) return { reply: failure('EQ') };
  const pages = Math.max(1, Math.ceil(queue.size / PAGE));
  if (page > pages) return { reply: failure('OR', { option: 'page', min: 1, max: pages }) };
  const from = (page - 1) * PAGE;
  const current = head.current && {
    track: namedTrack(head.current.track),
    positionMs: draft.positionMs,
    paused: head.paused,
  };
  const entries = queue.slice(from, from + PAGE).toArray();
  return {
    reply: reply(
      'queue.page',
      {
        session: sessionRef(head),
        page,
        pages,
        total: queue.size,
        ...totalOf(queue),
        current,
        entries: entries.map((entry, n) => ({ position: from + n + 1, entry: listedEntry(entry) })),
      },
      'info',
    ),
  };
};

/** The sum of the lengths that are known, and whether there are others. */
function totalOf(queue: SessionDraft['queue']): { totalMs: number; atLeast: boolean } {
  let totalMs = 0;
  let atLeast = false;
  for (const entry of queue) {
    const lengthMs = entry.state === 'ready' ? lengthOf(entry.track) : null;
    if (lengthMs === null) atLeast = true;
    else totalMs += lengthMs;
  }
  return { totalMs, atLeast };
}
