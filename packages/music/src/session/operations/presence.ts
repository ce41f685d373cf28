import type { SessionDraft } from '../draft.ts';
import { noVoice } from '../state.ts';
import type { NodePlacement, VoiceState } from '../state.ts';
import { forgetUndo } from './stop.ts';

export interface Left {
  channelId: string;
  /** Tracks kept for the next time, the current one included. */
  kept: number;
}

/** Tracks that a parked session keeps, the current one included. */
export function keptBy({ queue, head }: SessionDraft): number {
  return queue.size + (head.current ? 1 : 0);
}

/** Leaves the voice channel. With `keepQueue`, and something to keep, the session is parked; otherwise it ends. */
export function leave(draft: SessionDraft, keepQueue: boolean): Left {
  const { channelId } = draft.head;
  const kept = keepQueue ? keptBy(draft) : 0;
  if (kept === 0) {
    draft.end();
    return { channelId, kept };
  }
  forgetUndo(draft);
  halt(draft, draft.now);
  draft.patch({
    parked: true,
    voice: noVoice,
    silenced: null,
    node: null,
    votes: [],
    idleSince: draft.now,
    emptySince: null,
  });
  return { channelId, kept };
}

/** A parked session comes into a channel and goes on where it was. */
export function unpark(draft: SessionDraft, channelId: string, textChannelId: string): void {
  const idleSince = draft.head.current ? null : draft.now;
  draft.patch({ parked: false, channelId, textChannelId, idleSince, emptySince: null });
  draft.promote();
}

/** The player is gone: the clock stands where it was at `at`, until the track is started again. */
export function halt(draft: SessionDraft, at: number, rewindMs = 0): void {
  const { started, anchor, current } = draft.head;
  if (!started || current === null) return;
  const lostMs = anchor.at === null ? 0 : Math.max(0, draft.now - Math.max(at, anchor.at));
  const positionMs =
    anchor.at === null ? draft.positionMs : Math.max(0, draft.positionMs - lostMs - rewindMs);
  draft.patch({ started: false, seeking: false, anchor: { positionMs, at: null } });
}

/** The player is on this node from now on; `null`: on none. */
export function place(draft: SessionDraft, node: NodePlacement | null): void {
  const { node: before } = draft.head;
  if (before?.name === node?.name && before?.sessionId === node?.sessionId) return;
  draft.patch({ node });
}

/** Takes over what Discord said of the bot's voice connection. */
export function setVoice(draft: SessionDraft, part: Partial<Omit<VoiceState, 'since'>>): void {
  const { voice: before } = draft.head;
  const voice = { ...before, ...part };
  if (
    voice.server &&
    before.server?.token === voice.server.token &&
    before.server.endpoint === voice.server.endpoint
  )
    voice.server = before.server;
  const same =
    voice.sessionId === before.sessionId &&
    voice.channelId === before.channelId &&
    voice.server === before.server;
  if (same) return;
  const complete = voice.sessionId !== null && voice.channelId !== null && voice.server !== null;
  draft.patch({ voice: { ...voice, since: complete ? draft.now : null } });
}
