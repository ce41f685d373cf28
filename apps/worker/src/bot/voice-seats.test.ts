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
