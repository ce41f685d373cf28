import type { Notice } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { after, CHANNEL, ids, ready, session, TEXT } from '../../tests/fixtures.ts';
import * as music from './index.ts';
import type { Change, SessionEvent, SessionState } from './index.ts';

const OTHER = '200000000000000002';

const happens = (state: SessionState, now: number, event: SessionEvent) =>
  music.transition(state, now, (draft) => music.applyEvent(draft, event, Math.random));
const told = (changes: readonly Change[]): Notice[] =>
  changes.flatMap((change) => (change.type === 'notice' ? [change.told.notice] : []));
const kindsOf = (state: SessionState, now: number, event: SessionEvent): string[] =>
  told(happens(state, now, event).changes).map(({ kind }) => kind);
const next = (state: SessionState, now: number, event: SessionEvent): SessionState => {
  const { state: after } = happens(state, now, event);
  if (after === null) throw new Error('the session ended');
  return after;
};
const play = ({ head }: SessionState) => ({ entryId: head.current?.id ?? '', play: head.play });
const fails = (state: SessionState): SessionEvent => ({
  type: 'trackException',
  message: 'gone from db.internal',
  cause: 'gone',
  ...play(state),
});
const finishes = (state: SessionState): SessionEvent => ({
  type: 'trackEnded',
  reason: 'finished',
  ...play(state),
});

function playing(...titles: string[]): SessionState {
  let state = after(session(), 0, (draft) =>
    music.enqueue(
      draft,
      titles.map((title) => ready(title)),
      'end',
    ),
  );
  const events: SessionEvent[] = [
    { type: 'voiceState', channelId: CHANNEL, sessionId: 'voice' },
    { type: 'voiceServer', token: 'token', endpoint: 'voice.example' },
    { type: 'nodeReady', name: 'one', sessionId: 'lavalink', kept: false },
    { type: 'trackStarted', entryId: titles[0]!, play: 1 },
  ];
  for (const event of events) state = next(state, 1_000, event);
  return state;
}

describe('members are told', () => {
  it('which track failed and why, once, in the session’s channel and language, and the panel remembers it', () => {
    const state = after(playing('a', 'b'), 1_500, (draft) => draft.patch({ locale: 'de' }));
    const failed = happens(state, 2_000, fails(state));
    expect(failed.changes).toContainEqual({
      type: 'notice',
      channelId: TEXT,
      locale: 'de',
      told: {
        at: 2_000,
        notice: { kind: 'trackFailed', track: { title: 'Title a', uri: null }, cause: 'gone' },
      },
    });
    expect(failed.state?.head.notices).toHaveLength(1);
    // Lavalink tells of the exception and of the end: the second is of a play that is over.
    expect(
      kindsOf(failed.state!, 2_001, { type: 'trackEnded', reason: 'loadFailed', ...play(state) }),
    ).toEqual([]);
    expect(kindsOf(state, 2_000, { type: 'trackStuck', ...play(state) })).toEqual(['trackStuck']);
  });

  it('that the music stops after failures, and remembers only the latest', () => {
    let state = playing('a', 'b', 'c', 'd', 'e', 'f', 'g');
    for (let n = 0; n < 4; n++) state = next(state, 2_000 + n, fails(state));
    const stopped = happens(state, 3_000, fails(state));
    expect(told(stopped.changes)).toMatchObject([
      { kind: 'trackFailed' },
      { kind: 'stoppedAfterFailures', failures: 5, queued: 2 },
    ]);
    expect(stopped.state?.head.notices).toHaveLength(5);
  });

  it('why the session ended, by the commit that ends it', () => {
    const alone = next(playing('a'), 2_000, { type: 'listeners', userIds: [] });
    const ended = happens(alone, 400_000, { type: 'tick' });
    expect(ended.changes.map(({ type }) => type)).toEqual(['notice', 'end']);
    expect(told(ended.changes)).toEqual([{ kind: 'endedEmpty', channelId: CHANNEL, afterMs: 300_000 }]);
    const idle = next(playing('a'), 4_000, { ...finishes(playing('a')), type: 'trackEnded' } as SessionEvent);
    expect(kindsOf(idle, 4_000_000, { type: 'tick' })).toEqual(['endedIdle']);
    expect(kindsOf(playing('a'), 2_000, { type: 'guildLeft' })).toEqual(['botRemoved']);
  });

  it('that the bot was disconnected or moved, not that it came', () => {
    expect(
      told(happens(session(), 1, { type: 'voiceState', channelId: CHANNEL, sessionId: 'v' }).changes),
    ).toEqual([]);
    const out = happens(playing('a', 'b'), 2_000, {
      type: 'voiceState',
      channelId: null,
      sessionId: 'voice',
    });
    expect(told(out.changes)).toEqual([{ kind: 'disconnected', channelId: CHANNEL, kept: 2 }]);
    const moved: SessionEvent = { type: 'voiceState', channelId: OTHER, sessionId: 'voice' };
    expect(told(happens(playing('a'), 2_000, moved).changes)).toEqual([
      { kind: 'moved', from: CHANNEL, to: OTHER },
    ]);
  });

  it('once that the music waits for a node, and that it goes on', () => {
    const lost = next(playing('a'), 10_000, { type: 'nodeLost', name: 'one', at: 9_000 });
    expect(kindsOf(lost, 12_000, { type: 'tick' })).toEqual([]);
    const waits = happens(lost, 15_000, { type: 'tick' });
    expect(told(waits.changes)).toEqual([{ kind: 'waitingForNode' }]);
    expect(kindsOf(waits.state!, 20_000, { type: 'tick' })).toEqual([]);
    const back: SessionEvent = { type: 'nodeReady', name: 'two', sessionId: 'l', kept: false };
    expect(told(happens(waits.state!, 30_000, back).changes)).toMatchObject([
      { kind: 'nodeReturned', afterMs: 20_000 },
    ]);
    // Another node takes over at once: nothing to say.
    const soon = next(lost, 10_500, back);
    expect(kindsOf(soon, 60_000, { type: 'tick' })).toEqual([]);
    expect(soon.head.waitingSince).toBeNull();
  });
});

describe('what repeats by itself has a brake', () => {
  /** Plays until the music stops; each play lasts so many milliseconds. Gives the number of plays. */
  function plays(state: SessionState, lastsMs: number, most: number, how = finishes): [number, SessionState] {
    let now = 2_000;
    for (let n = 1; n <= most; n++) {
      state = next(state, (now += lastsMs), how(state));
      if (state.head.current === null) return [n, state];
    }
    return [most, state];
  }

  it.each(['track', 'queue'] as const)('a loop (%s) of tracks of a few milliseconds', (loop) => {
    const state = after(playing('a', 'b'), 1_500, (draft) => music.setLoop(draft, loop));
    const [count, stopped] = plays(state, 40, 10_000);
    // The first one was heard for a while.
    expect(count).toBe(21);
    expect(stopped.head.notices.at(-1)?.notice).toMatchObject({ kind: 'stoppedAfterBrief', plays: 20 });
    expect(ids(stopped.queue)).toEqual(loop === 'queue' ? ['b', 'a'] : ['b']);
    const on = after(stopped, 99_000, music.resume);
    expect(on.head.current?.id).toBe('b');
  });

  it('not one of tracks that are heard', () => {
    const state = after(playing('a', 'b'), 1_500, (draft) => music.setLoop(draft, 'track'));
    expect(plays(state, 3_000, 500)[0]).toBe(500);
  });

  it('a queue of 10,000 tracks that fail, or of such and of brief ones by turns', () => {
    const titles = Array.from({ length: 10_000 }, (_, n) => `t${n}`);
    expect(plays(playing(...titles), 10, 10_000, fails)[0]).toBe(5);
    let turn = 0;
    const byTurns = (state: SessionState): SessionEvent =>
      turn++ % 2 === 0 ? fails(state) : finishes(state);
    expect(plays(playing(...titles), 10, 10_000, byTurns)[0]).toBeLessThan(12);
  });
});
