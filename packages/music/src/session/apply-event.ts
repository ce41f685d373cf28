import { namedTrack } from '@anankor/schemas';
import type { Silence } from '@anankor/schemas';
import type { SessionDraft } from './draft.ts';
import type { SessionEvent } from './event.ts';
import { failCurrent, finishCurrent } from './operations/advance.ts';
import { notify } from './operations/notify.ts';
import { halt, keptBy, leave, place, setVoice } from './operations/presence.ts';
import { withdraw } from './operations/remove.ts';
import { resolvePlaceholder } from './operations/resolve.ts';
import { setSilenced } from './operations/silence.ts';
import { forgetUndo } from './operations/stop.ts';
import { recount } from './operations/vote.ts';
import { clockAt, isHeld, playbackSpeed } from './position.ts';
import { noVoice } from './state.ts';
import type { PlayRef } from './state.ts';

/** Difference between the clock and the player, in milliseconds, that is not worth a write. */
export const DRIFT_MS = 1_500;
/** What a crashed node had sent out beyond its last frame heard: played again rather than missed. */
const CRASH_REWIND_MS = 400;
/** How long after new voice credentials the close of the old connection may come, milliseconds. */
const REPLACED_MS = 1_500;
/** How long the player may look unconnected after such a close before it was the new connection's after all. */
const DOUBT_MS = 1_500;
/** A track that played this long is no failure, so the count of failures starts anew. */
const PLAYS_MS = 5_000;

/** Whether `ref` is the play that is current. */
export function isCurrentPlay(draft: SessionDraft, ref: PlayRef): boolean {
  return draft.head.current?.id === ref.entryId && draft.head.play === ref.play;
}

/** Lets an event happen to a session. Total: one that means nothing now changes nothing, and a session that moves is left as it is. */
export function applyEvent(draft: SessionDraft, event: SessionEvent, random: () => number): void {
  if (draft.head.moving !== null) return;
  switch (event.type) {
    case 'loaded':
      resolvePlaceholder(draft, event.entryId, event.outcome, random);
      return;
    case 'trackStarted':
      if (isCurrentPlay(draft, event)) draft.patch({ started: true });
      return;
    case 'trackEnded':
      return trackEnded(draft, event);
    case 'trackException':
      if (isCurrentPlay(draft, event)) failCurrent(draft, { cause: event.cause ?? null });
      return;
    case 'trackStuck':
      if (isCurrentPlay(draft, event)) failCurrent(draft, 'stuck');
      return;
    case 'playerUpdate':
      return playerUpdate(draft, event);
    case 'voiceServer':
      if (draft.head.parked) return;
      setVoice(draft, { server: event.endpoint ? { token: event.token, endpoint: event.endpoint } : null });
      return;
    case 'voiceState':
      return voiceState(draft, event.channelId, event.sessionId, event.silenced ?? null);
    case 'silence':
      if (!draft.head.parked) setSilenced(draft, event.silenced, draft.head.channelId);
      return;
    case 'voiceReset':
      draft.patch({ voice: noVoice, silenced: null });
      return;
    case 'voiceClosed':
      return voiceClosed(draft, event.code);
    case 'listeners':
      return listeners(draft, event.userIds);
    case 'seatRefused':
      if (draft.head.parked || draft.head.channelId !== event.channelId) return;
      withdraw(draft, event.entryIds);
      // Who called it is answered.
      if (event.entryIds.length === 0)
        notify(draft, { kind: 'notLetIn', channelId: event.channelId, kept: keptBy(draft) });
      leave(draft, true);
      return;
    case 'channelTaken':
      if (draft.head.parked || draft.head.channelId !== event.channelId) return;
      notify(draft, { kind: 'channelTaken', channelId: event.channelId, kept: keptBy(draft) });
      leave(draft, true);
      return;
    case 'guildLeft':
      if (!draft.head.parked) notify(draft, { kind: 'botRemoved', channelId: draft.head.channelId });
      draft.end();
      return;
    case 'tick':
      return tick(draft);
    case 'nodeLost':
      return nodeLost(draft, event);
    case 'nodeReady':
      return nodeReady(draft, event);
  }
}

/**
 * Only an end by itself moves the queue on. `replaced`, `stopped` and `cleanup` of the current play are somebody else's
 * doing (a former owner's late call): reconcile plays it again.
 */
function trackEnded(draft: SessionDraft, event: Extract<SessionEvent, { type: 'trackEnded' }>): void {
  if (!isCurrentPlay(draft, event)) return;
  if (event.reason === 'loadFailed') failCurrent(draft);
  if (event.reason !== 'finished') return;
  finishCurrent(draft);
}

/** The clock follows the player, not the other way round: a player that had to buffer must not be made to jump. */
function playerUpdate(draft: SessionDraft, event: Extract<SessionEvent, { type: 'playerUpdate' }>): void {
  const { head } = draft;
  if (!isCurrentPlay(draft, event)) return;
  if (!event.connected) {
    if (head.started && head.anchor.at !== null)
      draft.patch({ anchor: { positionMs: event.positionMs, at: null } });
    return;
  }
  const at = isHeld(head) ? null : event.time;
  const expected = clockAt(head.anchor, playbackSpeed(head.filters), event.time);
  const near = Math.abs(expected - event.positionMs) <= DRIFT_MS;
  const runs = head.anchor.at !== null;
  if (head.seeking && !near) return;
  if (!head.started || !near || runs !== (at !== null))
    draft.patch({ started: true, seeking: false, anchor: { positionMs: event.positionMs, at } });
  else draft.patch({ seeking: false });
  if (event.positionMs >= PLAYS_MS) draft.patch({ failures: 0 });
}

/**
 * Moved by somebody: the session follows. Sent out: it is parked with its queue. A null channel counts only for the
 * voice session that is held, since the one of a replaced gateway session ends late.
 */
function voiceState(
  draft: SessionDraft,
  channelId: string | null,
  sessionId: string,
  silenced: Silence | null,
): void {
  const { head } = draft;
  if (head.parked) return;
  if (channelId === null) {
    if (head.voice.sessionId !== sessionId) return;
    notify(draft, {
      kind: 'disconnected',
      channelId: head.channelId,
      kept: keptBy(draft),
    });
    leave(draft, true);
    return;
  }
  if (channelId !== head.channelId) {
    if (head.voice.channelId === head.channelId)
      notify(draft, { kind: 'moved', from: head.channelId, to: channelId });
    draft.patch({ channelId });
  }
  // Before it counts as inside.
  setSilenced(draft, silenced, channelId);
  setVoice(draft, { channelId, sessionId });
}

/**
 * 4014 comes with a voice state of its own, as a rule: only a player that stays unconnected shows that it did not, to the pass that
 * follows. A close right after new credentials most likely is that of the connection they replace: so the player has a
 * moment. After the others the credentials are void: the channel is joined anew.
 */
function voiceClosed(draft: SessionDraft, code: number | null): void {
  const { voice } = draft.head;
  const replaced = voice.since !== null && draft.now - voice.since < REPLACED_MS;
  if (code === null || (code !== 4014 && !replaced)) {
    draft.patch({ voice: { ...voice, server: null, since: null } });
    return;
  }
  // Of a connection before the credentials that are just coming.
  if (voice.since === null) return;
  // From then on an unconnected player counts as lost.
  const lostAt = draft.now + (replaced ? DOUBT_MS : 0);
  const since = Math.min(voice.since, lostAt - draft.settings.voiceTimeoutMs);
  if (since !== voice.since) draft.patch({ voice: { ...voice, since } });
}

function listeners(draft: SessionDraft, userIds: readonly string[]): void {
  if (draft.head.parked) return;
  const empty = userIds.length === 0;
  if (empty !== (draft.head.emptySince !== null)) draft.patch({ emptySince: empty ? draft.now : null });
  if (draft.head.votes.length > 0) recount(draft, draft.head.votes, userIds);
}

function tick(draft: SessionDraft): void {
  const { head, now, settings } = draft;
  const over = (since: number | null, limitMs: number): boolean => since !== null && now - since >= limitMs;
  if (head.idleSince === null && (head.parked || head.current === null)) draft.patch({ idleSince: now });
  if (head.parked) {
    const nothingKept = head.current === null && draft.queue.isEmpty();
    if (nothingKept || over(head.idleSince, settings.parkedMs)) draft.end();
    return;
  }
  const { channelId } = head;
  if (over(head.emptySince, settings.emptyMs)) {
    notify(draft, { kind: 'endedEmpty', channelId, afterMs: settings.emptyMs });
    draft.end();
    return;
  }
  if (over(head.idleSince, settings.idleMs)) {
    notify(draft, { kind: 'endedIdle', channelId, afterMs: settings.idleMs });
    draft.end();
    return;
  }
  if (head.current && over(head.waitingSince, settings.waitToldMs) && !toldToWait(draft))
    notify(draft, { kind: 'waitingForNode' });
  if (over(head.undo?.at ?? null, settings.undoMs)) forgetUndo(draft);
}

function nodeReady(draft: SessionDraft, event: Extract<SessionEvent, { type: 'nodeReady' }>): void {
  const { node, parked } = draft.head;
  if (parked || (node !== null && node.name !== event.name)) return;
  if (node !== null && !event.kept) halt(draft, draft.now, CRASH_REWIND_MS);
  place(draft, { name: event.name, sessionId: event.sessionId });
  const { waitingSince, current } = draft.head;
  if (waitingSince === null) return;
  const track = current && namedTrack(current.track);
  if (toldToWait(draft)) notify(draft, { kind: 'nodeReturned', track, afterMs: draft.now - waitingSince });
  draft.patch({ waitingSince: null });
}

/** The player is gone with its node. Another node goes on from where it was, if the track can be begun in its middle. */
function nodeLost(draft: SessionDraft, event: Extract<SessionEvent, { type: 'nodeLost' }>): void {
  const { node, current, started } = draft.head;
  if (node?.name !== event.name) return;
  halt(draft, event.at, CRASH_REWIND_MS);
  place(draft, null);
  if (current === null) return;
  draft.patch({ waitingSince: draft.now });
  const { isSeekable, isStream } = current.track;
  if (started && !isSeekable && !isStream)
    notify(draft, { kind: 'trackRestarted', track: namedTrack(current.track) });
}

/** Whether members know that the music waits for a node. */
function toldToWait({ head }: SessionDraft): boolean {
  const { notices, waitingSince } = head;
  return notices.some(
    ({ at, notice }) => notice.kind === 'waitingForNode' && at >= (waitingSince ?? Infinity),
  );
}
