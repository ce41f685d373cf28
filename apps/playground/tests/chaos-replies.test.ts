import { createRenderer } from '@anankor/discord';
import { failure, failureCode, reply } from '@anankor/schemas';
import type { NowPlaying, Reply, ShownTrack } from '@anankor/schemas';
import { describe, expect, it } from 'vitest';
import { readReply } from '../src/chaos/run/read-reply.ts';
import type { Shown } from '../src/chaos/run/read-reply.ts';
import { replyPatterns } from '../src/chaos/run/reply-patterns.ts';

const render = createRenderer();
const patterns = replyPatterns();
const read = (shown: Reply) => readReply(patterns, render(shown, { locale: 'en-US' }) as Shown);
const track = (title: string): ShownTrack => ({
  ...{ title, author: 'Mira Holt', durationMs: 720_000, uri: 'library:x' },
  ...{ artworkUrl: null, isStream: false },
});
const river = track('Slow River');
const session = { sessionId: '1', channelId: '10000000000000000', revision: 3 };

describe('a reply, read as a member reads it', () => {
  it.each<[Reply, object]>([
    [
      reply('play.started', { track: river, channelId: '10000000000000000' }),
      { kind: 'started', slug: 'slow-river' },
    ],
    [
      reply('play.queued', { track: river, position: 12, startsInMs: 3_723_000, waitsForNode: false }),
      { kind: 'queued', slug: 'slow-river', position: 12 },
    ],
    [
      reply('play.queued', { track: river, position: 1, startsInMs: null, waitsForNode: true }),
      { kind: 'queued', position: 1 },
    ],
    [
      reply('skip.done', { skipped: 1, track: river, next: track('High Plains') }),
      { kind: 'skipped', slug: 'slow-river', next: 'high-plains' },
    ],
    [reply('skip.done', { skipped: 1, track: river, next: null }), { kind: 'skipped', next: null }],
    [reply('pause.done', { track: river, positionMs: 61_000 }), { kind: 'paused', slug: 'slow-river' }],
    [reply('resume.already', {}), { kind: 'resumedAlready' }],
    [reply('volume.set', { level: 0 }), { kind: 'volume', level: 0 }],
    [reply('loop.set', { mode: 'queue' }), { kind: 'loop', mode: 'queue' }],
    [reply('join.already', { channelId: '10000000000000000' }), { kind: 'joinedAlready' }],
    [reply('leave.done', { channelId: '10000000000000000', kept: 0 }), { kind: 'left' }],
    [reply('nowplaying.over', { track: river }), { kind: 'corrected' }],
    [reply('play.broke', { track: river, cause: 'gone', next: track('High Plains') }), { kind: 'corrected' }],
    [reply('play.broke', { track: river, cause: null, next: null }), { kind: 'corrected' }],
    [reply('help', { command: null }), { kind: 'unread' }],
  ])('%o', (shown, expected) => {
    expect(read(shown)).toMatchObject(expected);
  });

  it('is a panel', () => {
    const panel: NowPlaying = {
      ...{ session, track: river, requesterId: '10000000000000000', positionMs: 5, paused: true },
      ...{ volume: 40, loop: 'track', queued: 1 },
    };
    const expected = { kind: 'panel', slug: 'slow-river', paused: true, volume: 40, loop: 'track' };
    expect(read(reply('nowplaying', panel))).toEqual({ ...expected, queued: 1 });
    expect(read(reply('nowplaying', { ...panel, queued: 7 }))).toEqual({ ...expected, queued: 7 });
    expect(read(reply('nowplaying', { ...panel, queued: 0 }))).toEqual({ ...expected, queued: 0 });
  });

  it('is a page of the queue', () => {
    const requesterId = '10000000000000000';
    const page = {
      ...{ session, page: 1, pages: 1, total: 2, totalMs: 720_000 },
      current: { track: river, positionMs: 5, paused: false },
      entries: [
        { position: 1, entry: { state: 'ready' as const, track: track('Lighthouse'), requesterId } },
        { position: 2, entry: { state: 'loading' as const, query: 'library:high-plains' } },
      ],
    };
    const expected = { kind: 'page', current: 'slow-river', paused: false, page: 1, pages: 1, total: 2 };
    const entries = ['lighthouse', 'loading:high-plains'];
    expect(read(reply('queue.page', page, 'info'))).toEqual({ ...expected, entries });
    const bare = { ...page, current: null, entries: [], total: 1 };
    expect(read(reply('queue.page', bare))).toMatchObject({ current: null, total: 1, entries: [] });
  });

  it.each(failureCode.options)('is the failure %s', (code) => {
    const filled = {
      reference: 'x1',
      query: 'a song',
      cause: 'it is gone',
      retryAfterMs: 2_000,
      missing: ['Speak'],
    };
    const more = {
      sessions: [{ channelId: '10000000000000000', workerName: 'Two' }],
      option: 'page',
      min: 1,
      max: 9,
    };
    for (const params of [{}, { ...filled, ...more }])
      expect(read(failure(code, params))).toMatchObject({ kind: 'failure', code });
  });
});
