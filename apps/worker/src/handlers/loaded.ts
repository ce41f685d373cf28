import { resolvePlaceholder, transition } from '@anankor/music';
import type { Change, LoadOutcome, Resolved, SessionState } from '@anankor/music';
import { failure, namedTrack, reply } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { Facts } from './handler.ts';
import { waitingTime } from './waiting-time.ts';

/** A query of a /play and what it came to. */
export interface Loaded {
  entryId: string;
  query: string;
  outcome: LoadOutcome;
}

export interface LoadedDecision {
  state: SessionState | null;
  changes: readonly Change[];
  /** The answer to the /play. ND: its entry stays, and there will be another when it is loaded. */
  reply: Reply;
}

/** Puts the result of a load into its place in the queue, and answers the /play it was for. Pure and total. */
export function decideLoaded(
  state: SessionState | null,
  loaded: Loaded,
  now: number,
  facts: Pick<Facts, 'random' | 'nodeUp' | 'settings'>,
): LoadedDecision {
  const { entryId, query, outcome } = loaded;
  if (state === null) return { state, changes: [], reply: reply('play.removed', { query }, 'info') };
  const next = transition(
    state,
    now,
    (draft) => {
      const resolved = resolvePlaceholder(draft, entryId, outcome, facts.random);
      return answer(resolved, query, draft.state, now, !facts.nodeUp);
    },
    facts.settings,
  );
  return { state: next.state, changes: next.changes, reply: next.result };
}

function answer(
  resolved: Resolved,
  query: string,
  state: SessionState,
  now: number,
  waitsForNode: boolean,
): Reply {
  switch (resolved.kind) {
    case 'gone':
      return reply('play.removed', { query }, 'info');
    case 'waiting':
      return failure('ND', { query });
    case 'failed':
      return refusal(resolved.code, resolved.outcome, query);
    case 'playlist': {
      const { name, added, skipped, unreadable, position } = resolved;
      return reply('play.playlist', { name, added, skipped, unreadable, position });
    }
    case 'track': {
      const { entry, position } = resolved;
      const track = namedTrack(entry.track);
      if (position === 0 && !waitsForNode)
        return reply('play.started', { track, channelId: state.head.channelId });
      const startsInMs = waitsForNode ? null : waitingTime(state, position - 1, now);
      return reply('play.queued', { track, position, startsInMs, waitsForNode });
    }
  }
}

function refusal(
  code: Extract<Resolved, { kind: 'failed' }>['code'],
  outcome: LoadOutcome,
  query: string,
): Reply {
  if (outcome.kind !== 'failed' && outcome.kind !== 'restricted') return failure(code, { query });
  const { cause, reference } = outcome;
  return failure(code, { query, ...(cause === null ? { reference } : { cause }) });
}
