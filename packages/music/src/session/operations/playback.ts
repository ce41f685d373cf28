import { lengthOf } from '@anankor/schemas';
import type { LoopMode, ReadyEntry } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';
import { isHeld } from '../position.ts';
import type { Filters } from '../state.ts';

export interface AtPosition {
  track: ReadyEntry;
  positionMs: number;
}

function setPaused(draft: SessionDraft, paused: boolean): AtPosition | 'already' | 'NP' {
  const { current } = draft.head;
  if (current === null) return 'NP';
  if (draft.head.paused === paused) return 'already';
  draft.patch({ paused });
  return { track: current, positionMs: draft.positionMs };
}

export function pause(draft: SessionDraft): AtPosition | 'already' | 'NP' {
  return setPaused(draft, true);
}

/** Goes on. Where too many failures stopped the music before the queue's end, it goes on with the next track. */
export function resume(draft: SessionDraft): AtPosition | 'already' | 'NP' {
  if (draft.head.current === null) {
    draft.promote();
    const next = draft.head.current;
    return next ? { track: next, positionMs: 0 } : 'NP';
  }
  return setPaused(draft, false);
}

/** `level` in per cent, 0 to the guild's maximum. */
export function setVolume(draft: SessionDraft, level: number): 'set' | 'OR' {
  if (!Number.isInteger(level) || level < 0 || level > draft.settings.maxVolume) return 'OR';
  draft.patch({ volume: level });
  return 'set';
}

export function setLoop(draft: SessionDraft, loop: LoopMode): void {
  draft.patch({ loop });
}

export function setFilters(draft: SessionDraft, filters: Filters): void {
  draft.patch({ filters });
}

/** Goes to `positionMs` of the current track. LV: a live stream. OR: past its end, where that is known. */
export function seek(draft: SessionDraft, positionMs: number): AtPosition | 'NP' | 'LV' | 'OR' {
  const { current, started } = draft.head;
  if (current === null) return 'NP';
  if (current.track.isStream || !current.track.isSeekable) return 'LV';
  if (!(positionMs >= 0 && positionMs <= (lengthOf(current.track) ?? Infinity))) return 'OR';
  draft.patch({
    anchor: { positionMs, at: started && !isHeld(draft.head) ? draft.now : null },
    seeking: started,
  });
  return { track: current, positionMs };
}
