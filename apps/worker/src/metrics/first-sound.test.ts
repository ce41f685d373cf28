import type { SessionEvent, SessionState } from '@anankor/music';
import { describe, expect, it } from 'vitest';
import { FirstSound } from './first-sound.ts';

const state = (play: number, started: boolean, head: Partial<SessionState['head']> = {}): SessionState =>
  ({
    head: { guildId: '1', current: { id: `e${play}` }, play, started, commandAt: 1_000, ...head },
  }) as SessionState;
const begins = { type: 'trackStarted', entryId: 'e1', play: 1 } as SessionEvent;

describe('the first sound', () => {
  it('is timed from the command that chose the track', () => {
    const sound = new FirstSound();
    expect(sound.committed(null, state(1, false), null, 1_040)).toBeNull();
    // Another command before it is heard changes nothing.
    expect(sound.committed(state(1, false), state(1, false, { commandAt: 1_100 }), null, 1_110)).toBeNull();
    expect(sound.committed(state(1, false), state(1, true), begins, 1_250)).toBe(0.25);
    expect(sound.committed(state(1, true), state(1, true), null, 9_000)).toBeNull();
  });

  it('is none where a track follows another, or another process saw the command', () => {
    const sound = new FirstSound();
    const ended = { type: 'trackEnded', reason: 'finished', entryId: 'e1', play: 1 } as SessionEvent;
    expect(sound.committed(state(1, true), state(2, false), ended, 2_000)).toBeNull();
    expect(sound.committed(state(2, false), state(2, true), begins, 2_100)).toBeNull();
    expect(new FirstSound().committed(state(1, false), state(1, true), begins, 1_250)).toBeNull();
  });

  it('is that of the last choice, and forgotten with the session', () => {
    const sound = new FirstSound();
    sound.committed(null, state(1, false), null, 1_010);
    sound.committed(state(1, false), state(2, false, { commandAt: 1_500 }), null, 1_510);
    expect(sound.committed(state(2, false), state(2, true), begins, 1_700)).toBe(0.2);
    sound.committed(state(2, true), state(3, false), null, 1_800);
    sound.committed(state(3, false), null, null, 1_900);
    expect(sound.committed(null, state(3, true), begins, 2_000)).toBeNull();
  });
});
