import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterCall } from '../../tests/fake-player.ts';
import { after, loading, ready, session } from '../../tests/fixtures.ts';
import * as music from './index.ts';
import type { ObservedPlayer, SessionState, WantedPlayer } from './index.ts';

const TIMEOUT_MS = 15_000;
const voice = { token: 'token', endpoint: 'voice.example', sessionId: 'voice', channelId: '1' };

const wantedTrack: WantedPlayer['track'] = {
  entryId: 'a',
  play: 1,
  encoded: 'encoded-a',
  positionMs: 60_000,
  endMs: 180_000,
  started: true,
  seeking: false,
};
const wanted = (part: Partial<WantedPlayer> = {}): WantedPlayer => ({
  voice,
  voiceSince: 0,
  track: wantedTrack,
  paused: false,
  volume: 100,
  filters: {},
  ...part,
});
const observed = (part: Partial<ObservedPlayer> = {}): ObservedPlayer => ({
  track: { ref: { entryId: 'a', play: 1 }, encoded: 'encoded-a', positionMs: 60_000 },
  paused: false,
  volume: 100,
  filters: {},
  voice,
  connected: true,
  time: 1_000,
  ...part,
});
const run = (w: WantedPlayer | 'none' | 'pending', o: ObservedPlayer | null, now = 1_000) =>
  music.reconcile(w, o, now, TIMEOUT_MS);
const patchOf = (w: WantedPlayer, o: ObservedPlayer | null) => {
  const { calls, events } = run(w, o);
  expect(events).toEqual([]);
  expect(calls.length).toBeLessThanOrEqual(1);
  return calls[0]?.type === 'update' ? calls[0].patch : undefined;
};

describe('reconcile', () => {
  it('asks for nothing where all is as it should be', () => {
    expect(run(wanted(), observed())).toEqual({ calls: [], events: [] });
    expect(run('none', null)).toEqual({ calls: [], events: [] });
    expect(run(wanted({ track: null }), null)).toEqual({ calls: [], events: [] });
  });

  it('keeps the place in a track whose length is not known, and does not take it for over', () => {
    const track = { ...wanted().track!, endMs: null };
    const gone = { ...observed(), track: null };
    expect(patchOf(wanted({ track }), gone)).toMatchObject({ positionMs: track.positionMs });
    const late = wanted({ track: { ...track, positionMs: 9_000_000 } });
    expect(run(late, gone).events).toEqual([]);
    expect(run(late, observed()).events).toMatchObject([{ type: 'playerUpdate', positionMs: 60_000 }]);
    const stream = { ...track, positionMs: null };
    expect(patchOf(wanted({ track: stream }), gone)).not.toHaveProperty('positionMs');
    expect(run(wanted({ track: stream }), observed())).toEqual({ calls: [], events: [] });
  });

  it('makes a player in one call', () => {
    expect(
      patchOf(wanted({ paused: true, volume: 50, filters: { rotation: { rotationHz: 1 } } }), null),
    ).toEqual({
      voice,
      track: { encoded: 'encoded-a', ref: { entryId: 'a', play: 1 } },
      positionMs: 60_000,
      paused: true,
      volume: 50,
      filters: { rotation: { rotationHz: 1 } },
    });
  });

  it('destroys a player that should not be, and leaves one alone whose voice is not known yet', () => {
    expect(run('none', observed()).calls).toEqual([{ type: 'destroy' }]);
    expect(run('pending', observed({ track: null })).calls).toEqual([]);
  });

  it('sends only what differs', () => {
    expect(patchOf(wanted({ paused: true }), observed())).toEqual({ paused: true });
    expect(patchOf(wanted({ volume: 20 }), observed())).toEqual({ volume: 20 });
    expect(patchOf(wanted({ voice: { ...voice, token: 'new' } }), observed())).toEqual({
      voice: { ...voice, token: 'new' },
    });
    expect(patchOf(wanted({ track: null }), observed())).toEqual({ track: null });
    expect(patchOf(wanted(), observed({ voice: { ...voice, channelId: null } }))).toBeUndefined();
  });

  it('starts another play of the same track, and a track that nobody of us started', () => {
    const other = observed({
      track: { ref: { entryId: 'a', play: 7 }, encoded: 'encoded-a', positionMs: 1 },
    });
    const begin = wanted({ track: { ...wantedTrack, started: false, positionMs: 0 } });
    expect(patchOf(begin, other)).toEqual({
      track: { encoded: 'encoded-a', ref: { entryId: 'a', play: 1 } },
    });
    const foreign = observed({ track: { ref: null, encoded: 'x', positionMs: 1 } });
    expect(patchOf(wanted(), foreign)).toMatchObject({ positionMs: 60_000 });
  });

  it('plays again where a track stopped midway, and takes one as ended whose time is over', () => {
    const silent = observed({ track: null });
    expect(patchOf(wanted(), silent)).toMatchObject({ positionMs: 60_000, track: { encoded: 'encoded-a' } });
    const over = wanted({ track: { ...wantedTrack, positionMs: 200_000 } });
    const ended = { type: 'trackEnded', reason: 'finished', entryId: 'a', play: 1 };
    expect(run(over, silent)).toEqual({ calls: [], events: [ended] });
    expect(run(over, null)).toEqual({ calls: [], events: [ended] });
    const never = wanted({ track: { ...wantedTrack, positionMs: 0, started: false } });
    expect(run(never, silent).events).toEqual([]);
  });

  it('lets the clock follow the player, but a seek the player', () => {
    const late = observed({
      track: { ref: { entryId: 'a', play: 1 }, encoded: 'encoded-a', positionMs: 50_000 },
    });
    expect(run(wanted(), late)).toEqual({
      calls: [],
      events: [
        { type: 'playerUpdate', entryId: 'a', play: 1, positionMs: 50_000, time: 1_000, connected: true },
      ],
    });
    expect(patchOf(wanted({ track: { ...wantedTrack, seeking: true } }), late)).toEqual({
      positionMs: 60_000,
    });
    expect(patchOf(wanted({ track: { ...wantedTrack, seeking: true } }), observed())).toBeUndefined();
    const unheard = wanted({ track: { ...wantedTrack, started: false } });
    expect(run(unheard, observed()).events).toMatchObject([{ type: 'playerUpdate' }]);
  });

  it('has the channel joined anew when voice does not come up in time', () => {
    const deaf = observed({ connected: false });
    expect(run(wanted(), deaf, TIMEOUT_MS - 1)).toEqual({ calls: [], events: [] });
    expect(run(wanted(), deaf, TIMEOUT_MS).events).toEqual([{ type: 'voiceClosed', code: null }]);
  });

  it('knows filters that say the same', () => {
    const filled = observed({
      filters: { volume: 1, equalizer: [], timescale: { speed: 1.2, pitch: 1, rate: 1 } },
    });
    expect(patchOf(wanted({ filters: { timescale: { speed: 1.2 } } }), filled)).toBeUndefined();
    expect(patchOf(wanted({ filters: { timescale: { speed: 1.3 } } }), filled)).toBeDefined();
    expect(patchOf(wanted({ filters: {} }), filled)).toEqual({ filters: {} });
    const bands = [{ band: 0, gain: 0.2 }];
    expect(
      patchOf(wanted({ filters: { equalizer: bands } }), observed({ filters: { equalizer: bands } })),
    ).toBeUndefined();
    expect(
      patchOf(wanted({ filters: { equalizer: bands } }), observed({ filters: { equalizer: [] } })),
    ).toBeDefined();
    expect(
      patchOf(wanted({ filters: { karaoke: { level: 1 } } }), observed({ filters: { karaoke: 1 } })),
    ).toBeDefined();
  });

  it('is done once its calls took effect, whatever the session and the player were', () => {
    const step = fc.constantFrom<(state: SessionState, now: number) => SessionState>(
      (state, now) => after(state, now, (draft) => music.enqueue(draft, [ready(`e${now}`)], 'end')),
      (state, now) => after(state, now, (draft) => music.addPlaceholder(draft, loading(`l${now}`))),
      (state, now) => after(state, now, (draft) => music.skip(draft)),
      (state, now) => after(state, now, music.pause),
      (state, now) => after(state, now, music.resume),
      (state, now) => after(state, now, music.stop),
      (state, now) => after(state, now, music.undo),
      (state, now) => after(state, now, (draft) => music.setVolume(draft, now % 200)),
      (state, now) => after(state, now, (draft) => music.seek(draft, now)),
      (state, now) =>
        after(state, now, (draft) => music.setFilters(draft, { timescale: { speed: 1 + (now % 3) / 4 } })),
      (state, now) => after(state, now, (draft) => music.leave(draft, true) && (draft.ended ? undefined : 0)),
    );
    const anyPlayer = fc.option(
      fc.record({
        track: fc.option(
          fc.record({
            ref: fc.option(
              fc.record({ entryId: fc.constantFrom('e0', 'e1'), play: fc.integer({ min: 1, max: 3 }) }),
            ),
            encoded: fc.string(),
            positionMs: fc.nat(200_000),
          }),
        ),
        paused: fc.boolean(),
        volume: fc.nat(200),
        filters: fc.constantFrom({}, { timescale: { speed: 1.25 } }, { karaoke: { level: 1 } }),
        voice: fc.constantFrom(voice, { ...voice, token: 'old' }),
        connected: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12, size: 'max' }),
        anyPlayer,
        fc.nat(300_000),
        (steps, given, later) => {
          let state = after(session(), 0, (draft) => {
            music.setVoice(draft, { sessionId: 'voice', channelId: '1' });
            music.setVoice(draft, { server: { token: 'token', endpoint: 'voice.example' } });
          });
          let now = 0;
          for (const next of steps) {
            const was = state;
            now += 1_000;
            try {
              state = next(state, now);
            } catch {
              state = was;
            }
            if (state.head.current && now % 2_000 === 0)
              state = after(state, now, (draft) =>
                music.applyEvent(
                  draft,
                  { type: 'trackStarted', entryId: state.head.current!.id, play: state.head.play },
                  Math.random,
                ),
              );
          }
          now += later;
          let player: ObservedPlayer | null = given && { ...given, time: now };
          let quiet = false;
          for (let round = 0; round < 20 && !quiet; round++) {
            const { calls, events } = music.reconcile(
              music.wantedPlayer(state, now),
              player,
              now,
              TIMEOUT_MS,
            );
            for (const event of events)
              state = after(state, now, (draft) => music.applyEvent(draft, event, Math.random));
            for (const call of calls) player = afterCall(player, call, now);
            quiet = calls.length + events.length === 0;
          }
          expect(quiet).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
