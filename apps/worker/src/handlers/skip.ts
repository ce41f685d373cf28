import * as music from '@anankor/music';
import type { Skipped } from '@anankor/music';
import { failure, namedEntry, reply } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { Handler } from './handler.ts';
import { passesDj } from './permission.ts';

function done({ skipped, track, next }: Skipped): Reply {
  return reply('skip.done', {
    skipped,
    track: namedEntry(track),
    next: next && namedEntry(next),
  });
}

/** Who may not skip votes, for the current track alone. What is loading in its place is skipped likewise. */
export const skip: Handler<'skip'> = ({ draft, input, job, facts }) => {
  const own = music.skippable(draft)?.requesterId === job.actor.userId;
  if (own || passesDj(job, draft.head, facts.listeners)) {
    const result = music.skip(draft, input.count);
    return { reply: result === 'NP' ? failure('NP') : done(result) };
  }
  const vote = music.voteSkip(draft, job.actor.userId, facts.listeners);
  if (vote === 'NP') return { reply: failure('NP') };
  if (vote.kind === 'skipped') return { reply: done(vote.result) };
  return { reply: reply('skip.vote', { votes: vote.votes, needed: vote.needed }, 'info') };
};
