import type { SessionDraft } from '../draft.ts';
import { skip, skippable } from './advance.ts';
import type { Skipped } from './advance.ts';

export type Voted =
  { kind: 'skipped'; result: Skipped } | { kind: 'vote'; votes: number; needed: number } | 'NP';

/** Votes needed of so many listeners. */
export function votesNeeded(listeners: number, ratio: number): number {
  return Math.max(1, Math.ceil(listeners * ratio));
}

/** Skips the current track if enough of `listeners` voted for it. Votes of those who left don't count. */
export function recount(draft: SessionDraft, votes: readonly string[], listeners: readonly string[]): Voted {
  if (skippable(draft) === null) return 'NP';
  const present = votes.filter((userId) => listeners.includes(userId));
  const needed = votesNeeded(listeners.length, draft.settings.voteRatio);
  if (present.length >= needed) {
    const result = skip(draft);
    return result === 'NP' ? 'NP' : { kind: 'skipped', result };
  }
  const before = draft.head.votes;
  if (present.length !== before.length || present.some((userId, n) => userId !== before[n]))
    draft.patch({ votes: present });
  return { kind: 'vote', votes: present.length, needed };
}

/** A listener's vote to skip the current track; a second one of the same user is the first. */
export function voteSkip(draft: SessionDraft, userId: string, listeners: readonly string[]): Voted {
  return recount(draft, [...new Set([...draft.head.votes, userId])], [...new Set([...listeners, userId])]);
}
