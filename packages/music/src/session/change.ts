import type { DatedNotice, QueueEntry, ReadyEntry } from '@anankor/schemas';
import { List } from 'immutable';
import type { SessionHead, SessionState } from './state.ts';

/**
 * What a transition changed, in the order it happened; as long as the change, not as the queue. Whoever stores a session
 * replays these; `applyChange` is what they mean. Ids name entries that are in the queue.
 */
export type Change =
  /** The head, whole. Once a transition, last. */
  | { type: 'head'; head: SessionHead }
  | { type: 'queue.append'; entries: readonly QueueEntry[] }
  /** The first of `entries` becomes the first of the queue. */
  | { type: 'queue.prepend'; entries: readonly QueueEntry[] }
  /** Behind the entry `afterId`; `index` is where the first of `entries` then is. */
  | { type: 'queue.insert'; afterId: string; index: number; entries: readonly QueueEntry[] }
  /** The first `ids.length` entries leave; these are their ids. */
  | { type: 'queue.shift'; ids: readonly string[] }
  | { type: 'queue.remove'; ids: readonly string[] }
  /** The same id at the same place with new content. */
  | { type: 'queue.put'; entry: QueueEntry }
  /** The whole order anew, a permutation of the queue's ids. */
  | { type: 'queue.order'; ids: readonly string[] }
  /** The queue becomes the stash (replacing it) and is empty: a rename. */
  | { type: 'queue.stash' }
  /** The stash (replacing it) becomes a copy of the queue. */
  | { type: 'queue.copy' }
  /** The stash becomes the queue (replacing it) and is gone: a rename. */
  | { type: 'queue.unstash' }
  /** The stash is gone. */
  | { type: 'queue.discard' }
  /** Becomes the latest; only the `keep` latest stay. */
  | { type: 'history.push'; entry: ReadyEntry; keep: number }
  /** The latest leaves. */
  | { type: 'history.pop' }
  /** Something happened without a command. Where its kind says so, it is told in this text channel and language. Alters nothing of the session. */
  | { type: 'notice'; told: DatedNotice; channelId: string; locale: string }
  /** The session is no more; whatever is stored of it goes. Last; only notices come before it. */
  | { type: 'end' };

/** Where the entry is in the queue, -1 for nowhere. Looks from both ends, for that is where entries are looked for. */
export function indexOfEntry(queue: List<QueueEntry>, id: string): number {
  for (let front = 0, back = queue.size - 1; front <= back; front++, back--) {
    if (queue.get(front)?.id === id) return front;
    if (queue.get(back)?.id === id) return back;
  }
  return -1;
}

function reordered(queue: List<QueueEntry>, ids: readonly string[]): List<QueueEntry> {
  const byId = new Map(queue.map((entry) => [entry.id, entry] as const));
  return List(ids.map((id) => byId.get(id)).filter((entry) => entry !== undefined));
}

/** The meaning of one change. An ended session has no state. */
export function applyChange(state: SessionState, change: Exclude<Change, { type: 'end' }>): SessionState {
  const { queue, history } = state;
  switch (change.type) {
    case 'head':
      return { ...state, head: change.head };
    case 'queue.append':
      return { ...state, queue: queue.push(...change.entries) };
    case 'queue.prepend':
      return { ...state, queue: queue.unshift(...change.entries) };
    case 'queue.insert':
      return { ...state, queue: queue.splice(change.index, 0, ...change.entries) };
    case 'queue.shift':
      return { ...state, queue: queue.slice(change.ids.length) };
    case 'queue.remove': {
      const gone = new Set(change.ids);
      const [only] = change.ids;
      if (change.ids.length === 1 && only !== undefined)
        return { ...state, queue: queue.delete(indexOfEntry(queue, only)) };
      return { ...state, queue: queue.filter((entry) => !gone.has(entry.id)) };
    }
    case 'queue.put':
      return { ...state, queue: queue.set(indexOfEntry(queue, change.entry.id), change.entry) };
    case 'queue.order':
      return { ...state, queue: reordered(queue, change.ids) };
    case 'queue.stash':
      return { ...state, queue: List(), stash: queue };
    case 'queue.copy':
      return { ...state, stash: queue };
    case 'queue.unstash':
      return { ...state, queue: state.stash ?? List(), stash: null };
    case 'queue.discard':
      return { ...state, stash: null };
    case 'history.push':
      return { ...state, history: history.push(change.entry).takeLast(change.keep) };
    case 'history.pop':
      return { ...state, history: history.pop() };
    case 'notice':
      return state;
  }
}

/** The state after all of `changes`; null when they end the session. */
export function applyChanges(state: SessionState, changes: readonly Change[]): SessionState | null {
  let next = state;
  for (const change of changes) {
    if (change.type === 'end') return null;
    next = applyChange(next, change);
  }
  return next;
}
