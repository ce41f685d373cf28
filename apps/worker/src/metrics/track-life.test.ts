import type { SessionEvent, SessionState } from '@anankor/music';
import { describe, expect, it } from 'vitest';
import { endOf, startOf } from './track-life.ts';

const state = (head: Partial<SessionState['head']>): SessionState => ({ head }) as SessionState;
const entry = (id: string) =>
  ({ id, state: 'ready', track: { sourceName: 'local' }, requesterId: '1' }) as never;
const plays = state({ current: entry('a'), play: 1, started: true });
const ended = (reason: string) => ({ type: 'trackEnded', reason, entryId: 'a', play: 1 }) as SessionEvent;

describe('the life of a track', () => {
  it('begins when it is heard, once, and again when it is repeated', () => {
    const waits = state({ current: entry('a'), play: 1, started: false });
    expect(startOf(null, waits)).toBeNull();
    expect(startOf(waits, plays)).toMatchObject({ sourceName: 'local' });
    expect(startOf(plays, plays)).toBeNull();
    expect(startOf(plays, state({ current: entry('a'), play: 2, started: true }))).not.toBeNull();
    expect(startOf(plays, null)).toBeNull();
  });

  it('ends for a reason', () => {
    const next = state({ current: entry('b'), play: 2, started: false });
    const nothing = state({ current: null, play: 1, started: false });
    const reasonOf = (...states: Parameters<typeof endOf>) => endOf(...states)?.reason;
    expect(endOf(plays, next, null)).toMatchObject({ reason: 'skipped', track: { sourceName: 'local' } });
    expect(reasonOf(plays, null, null)).toBe('skipped');
    expect(reasonOf(plays, nothing, ended('finished'))).toBe('finished');
    expect(reasonOf(plays, next, ended('loadFailed'))).toBe('failed');
    expect(reasonOf(plays, next, ended('replaced'))).toBe('skipped');
    expect(reasonOf(plays, next, { type: 'trackStuck', entryId: 'a', play: 1 })).toBe('stuck');
    expect(reasonOf(plays, next, { type: 'trackException', message: '', entryId: 'a', play: 1 })).toBe(
      'failed',
    );
    expect(reasonOf(plays, next, { type: 'guildLeft' })).toBe('skipped');
  });

  it('ends where it fails before it is heard', () => {
    const waits = state({ current: entry('a'), play: 1, started: false });
    const failed: SessionEvent = { type: 'trackException', message: '', entryId: 'a', play: 1 };
    expect(endOf(waits, state({ current: null, play: 1 }), failed)?.reason).toBe('failed');
    expect(endOf(waits, waits, failed)).toBeNull();
  });

  it('does not end where it was not heard, or only changes its node', () => {
    expect(endOf(null, plays, null)).toBeNull();
    expect(endOf(state({ current: entry('a'), play: 1, started: false }), null, null)).toBeNull();
    expect(endOf(plays, plays, null)).toBeNull();
    const again = state({ current: entry('a'), play: 2, started: false });
    expect(endOf(plays, again, { type: 'nodeLost', name: 'n', at: 0 })).toBeNull();
  });
});
