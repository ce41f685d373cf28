import { expect, it } from 'vitest';
import { GUILD, after, ready, seeded, session } from '../../../tests/fixtures.ts';
import { applyEvent } from '../apply-event.ts';
import { applyChanges } from '../change.ts';
import type { SessionEvent } from '../event.ts';
import { positionAt } from '../position.ts';
import type { SessionState } from '../state.ts';
import { transition } from '../transition.ts';
import { wantedPlayer } from '../wanted.ts';
import { enqueue } from './enqueue.ts';
import { adoptSession, beginMove, cancelMove, endArrival } from './move.ts';
import { setFilters, setVolume } from './playback.ts';
import { leave, setVoice } from './presence.ts';

const moving = { id: 'move', to: 'other', since: 1, at: 30_000 };
const event = (happens: SessionEvent) => (draft: Parameters<typeof applyEvent>[0]) =>
  applyEvent(draft, happens, seeded(1));

/** Half a minute into `a`, with `b` next. */
function playing(): SessionState {
  const queued = after(session(), 0, (draft) => enqueue(draft, [ready('a'), ready('b')], 'end'));
  const sounding = after(queued, 0, (draft) => {
    setVolume(draft, 80);
    setFilters(draft, { lowPass: { smoothing: 20 } });
  });
  return after(sounding, 0, event({ type: 'trackStarted', entryId: 'a', play: 1 }));
}

it('leaves a session that moves as it is, whatever happens to it', () => {
  const frozen = after(playing(), 30_000, (draft) => beginMove(draft, moving));
  const events: SessionEvent[] = [
    { type: 'trackEnded', reason: 'finished', entryId: 'a', play: 1 },
    { type: 'trackStuck', entryId: 'a', play: 1 },
    { type: 'playerUpdate', entryId: 'a', play: 1, positionMs: 90_000, time: 30_000, connected: true },
    { type: 'voiceState', channelId: null, sessionId: 's' },
    { type: 'voiceReset' },
    { type: 'nodeLost', name: 'node', at: 0 },
    { type: 'guildLeft' },
    { type: 'tick' },
  ];
  for (const happens of events)
    expect(transition(frozen, 9_000_000, event(happens))).toMatchObject({ state: frozen, changes: [] });
  const stays = after(frozen, 31_000, cancelMove);
  expect(stays.head.moving).toBeNull();
  expect(after(stays, 31_000, event({ type: 'trackStuck', entryId: 'a', play: 1 })).head.current?.id).toBe(
    'b',
  );
});

it('goes on elsewhere with its clock running, and begins where that is by then', () => {
  const frozen = after(playing(), 30_000, (draft) => beginMove(draft, moving));
  const { state } = adoptSession(frozen, { id: 'move', from: 'first', at: 30_500 }, 50);
  expect(positionAt(state.head, 31_000)).toBe(31_000);
  expect(wantedPlayer(state, 31_000)).toBe('pending');
  const seated = after(state, 31_000, (draft) =>
    setVoice(draft, { sessionId: 's', channelId: GUILD, server: { token: 't', endpoint: 'e' } }),
  );
  expect(wantedPlayer(seated, 31_200)).toMatchObject({
    track: { entryId: 'a', play: 1, positionMs: 31_200 },
    volume: 80,
    filters: { lowPass: { smoothing: 20 } },
  });
  expect(after(seated, 31_300, endArrival).head.arriving).toBeNull();
});

it('takes what was parked where it goes behind its own queue', () => {
  const kept = after(
    after(session(), 0, (draft) => enqueue(draft, [ready('x'), ready('y')], 'end')),
    1,
    (draft) => leave(draft, true),
  );
  const frozen = after(playing(), 30_000, (draft) => beginMove(draft, moving));
  const arriving = { id: 'move', from: 'first', at: 30_500 };
  const { state, changes } = adoptSession(frozen, arriving, 50, kept);
  expect(state.queue.toArray().map(({ id }) => id)).toEqual(['b', 'x', 'y']);
  expect(state.head).toMatchObject({
    parked: false,
    current: { id: 'a' },
    version: kept.head.version + 1,
    arriving,
  });
  expect(applyChanges(kept, changes)).toEqual(state);
});
