import { systemClock } from '@anankor/core';
import { describe, expect, it } from 'vitest';
import { VoiceSeats } from './voice-seats.ts';

function make(): { seats: VoiceSeats; asked: (string | null)[]; pass(ms: number): void } {
  const asked: (string | null)[] = [];
  let now = 0;
  const clock = { ...systemClock, monotonic: () => now };
  const seats = new VoiceSeats(
    { setVoiceChannel: (_guildId, channelId) => void asked.push(channelId), isUp: () => true },
    clock,
  );
  return { seats, asked, pass: (ms) => void (now += ms) };
}

describe('VoiceSeats', () => {
  it('asks once, and again when no answer came for long', () => {
    const { seats, asked, pass } = make();
    seats.join('g', 'a');
    seats.join('g', 'a');
    expect(asked).toEqual(['a']);
    pass(6_000);
    seats.join('g', 'a');
    expect(asked).toEqual(['a', 'a']);
    seats.join('g', 'b');
    expect(asked).toEqual(['a', 'a', 'b']);
  });

  it('waits for the credentials of a seat before it takes it anew', () => {
    const { seats, asked, pass } = make();
    seats.seated('g', 'a');
    seats.rejoin('g', 'a');
    expect(asked).toEqual([]);
    pass(6_000);
    seats.rejoin('g', 'a');
    expect(asked).toEqual([null, 'a']);
    seats.forget('g');
    seats.rejoin('g', 'a');
    expect(asked).toEqual([null, 'a', null, 'a']);
    seats.reset();
    seats.join('g', 'a');
    expect(asked).toHaveLength(5);
  });

  it('does not join anew for ever where each connection is closed at once', () => {
    const { seats, asked, pass } = make();
    for (let second = 0; second < 600; second += 0.1) {
      seats.rejoin('g', 'a');
      seats.forget('g');
      pass(100);
    }
    // Two sends each, of the 120 a minute that all guilds share.
    expect(asked.length / 2).toBeLessThanOrEqual(6 * 10);
    seats.rejoin('other', 'b');
    expect(asked.at(-1)).toBe('b');
    pass(60_000);
    seats.rejoin('g', 'a');
    expect(asked.at(-1)).toBe('a');
  });

  it('tells a leave that was asked for from being thrown out', () => {
    const { seats, pass } = make();
    expect(seats.left('g')).toBe(false);
    seats.leave('g');
    expect(seats.left('g')).toBe(true);
    expect(seats.left('g')).toBe(false);
    seats.rejoin('g', 'a');
    seats.forget('g');
    seats.rejoin('g', 'a');
    expect([seats.left('g'), seats.left('g'), seats.left('g')]).toEqual([true, true, false]);
    pass(6_000);
    seats.leave('g');
    pass(6_000);
    expect(seats.left('g')).toBe(false);
  });
});
