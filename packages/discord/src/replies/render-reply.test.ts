import { failure, failureCode, reply } from '@anankor/schemas';
import type { FailureParams, NowPlaying, Reply, ShownTrack } from '@anankor/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeButton } from './custom-id.ts';
import { createRenderer } from './render-reply.ts';
import type { MessageBody } from './render-reply.ts';

const render = createRenderer();
const session = {
  sessionId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  channelId: '123456789012345678',
  revision: 7,
};
const track: ShownTrack = {
  title: 'A *song*',
  author: 'Somebody',
  durationMs: 200_000,
  uri: 'https://example.org/song',
  artworkUrl: 'https://example.org/art.png',
  isStream: false,
};
const playing: NowPlaying = {
  session,
  track,
  requesterId: '223456789012345678',
  positionMs: 100_000,
  paused: false,
  volume: 100,
  loop: 'off',
  queued: 3,
};
const text = (body: MessageBody) => body.embeds?.[0]?.description ?? '';
const say = (what: Reply, locale = 'en-US') => text(render(what, { locale }));
interface DrawnButton {
  custom_id: string;
  disabled?: boolean;
}
const buttons = (body: MessageBody) =>
  (body.components ?? []).flatMap((row) => (row as unknown as { components: DrawnButton[] }).components);
const pressed = (body: MessageBody) => buttons(body).map((button) => decodeButton(button.custom_id));

/** Discord's own limits, and that nobody is pinged. */
function expectFit(body: MessageBody): void {
  expect(body.allowed_mentions).toEqual({ parse: [] });
  expect(body.embeds?.length).toBeLessThanOrEqual(10);
  for (const embed of body.embeds ?? []) {
    expect(embed.title?.length ?? 0).toBeLessThanOrEqual(256);
    expect(embed.description?.length ?? 0).toBeLessThanOrEqual(4096);
    expect(embed.fields?.length ?? 0).toBeLessThanOrEqual(25);
    for (const field of embed.fields ?? []) expect(field.value.length).toBeLessThanOrEqual(1024);
    expect(JSON.stringify(embed).length).toBeLessThanOrEqual(6000);
  }
  expect(body.components?.length ?? 0).toBeLessThanOrEqual(5);
  const ids = buttons(body).map((button) => button.custom_id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
}

const every: Reply[] = [
  reply('play.started', { track, channelId: session.channelId }),
  reply('play.queued', { track, position: 2, startsInMs: 60_000, waitsForNode: false }),
  reply('play.queued', { track, position: 2, startsInMs: null, waitsForNode: false }),
  reply('play.queued', { track, position: 2, startsInMs: 5, waitsForNode: true }),
  reply('play.playlist', { name: 'Mix', added: 12, skipped: 1, position: 3 }),
  reply('play.playlist', { name: 'Mix', added: 1, skipped: 0, position: 1 }),
  reply('play.playlist', { name: 'Mix', added: 2, skipped: 0, position: 0 }),
  reply('play.removed', { query: 'words' }),
  reply('pause.done', { track, positionMs: 1000 }),
  reply('pause.already', {}, 'info'),
  reply('resume.done', { track, positionMs: 1000 }),
  reply('resume.already', {}, 'info'),
  reply('skip.done', { skipped: 1, track, next: track }),
  reply('skip.done', { skipped: 2, track: null, next: null }),
  reply('skip.vote', { votes: 1, needed: 3 }, 'info'),
  reply('stop.done', { session, cleared: 0 }),
  reply('stop.done', { session, cleared: 5 }),
  reply('loop.set', { mode: 'off' }),
  reply('loop.set', { mode: 'track' }),
  reply('loop.set', { mode: 'queue' }),
  reply('volume.shown', { level: 50 }),
  reply('volume.set', { level: 50 }),
  reply('nowplaying', playing),
  reply('queue.page', { session, page: 1, pages: 1, total: 0, totalMs: 0, current: null, entries: [] }),
  reply('queue.shuffled', { count: 4 }),
  reply('queue.undone', { what: 'stop', count: 1 }),
  reply('queue.undone', { what: 'shuffle', count: 3 }),
  reply('queue.nothingToUndo', {}),
  reply('join.done', { channelId: session.channelId }),
  reply('join.already', { channelId: session.channelId }),
  reply('session.dropped', {}),
  reply('leave.done', { channelId: session.channelId, kept: 0 }),
  reply('leave.done', { channelId: session.channelId, kept: 2 }),
  reply('ping', {
    gatewayMs: 12.4,
    redisMs: 1,
    workers: [
      { name: 'one', online: true },
      { name: 'two', online: false },
    ],
  }),
  reply('ping', { gatewayMs: 12.4, redisMs: 1, workers: [] }),
  reply('help', { command: null }),
  reply('help', { command: 'play' }),
  reply('help', { command: 'dance' }),
  ...failureCode.options.map((code) => failure(code)),
];

describe('every reply', () => {
  it.each(['en-US', 'de', 'xx'])('is rendered in %s, with nothing left open, within the limits', (locale) => {
    for (const what of every) {
      const body = render(what, { locale });
      expectFit(body);
      const said = JSON.stringify(body.embeds);
      expect(said).not.toMatch(/\{\{|\}\}|undefined|NaN|\[object/);
      expect(text(body) || body.embeds?.[0]?.fields).toBeTruthy();
    }
  });

  it('stays within the limits whatever a track is called', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.constant('@'.repeat(400)),
      fc.constant('*'.repeat(400)),
    );
    fc.assert(
      fc.property(nasty, nasty, fc.option(fc.webUrl(), { nil: null }), (title, author, uri) => {
        const odd = { ...track, title, author, uri };
        const entries = Array.from({ length: 10 }, (_, index) => ({
          position: index + 1,
          entry: {
            state: 'ready' as const,
            track: odd,
            requesterId: '223456789012345678',
          },
        }));
        const page = {
          session,
          page: 2,
          pages: 3,
          total: 30,
          totalMs: 1,
          current: { track: odd, positionMs: 1, paused: true },
          entries,
        };
        for (const what of [
          reply('nowplaying', { ...playing, track: odd }),
          reply('queue.page', page),
          reply('play.started', { track: odd, channelId: '1' }),
          failure('NM', { query: title }),
          failure('LF', { cause: title }),
          reply('play.playlist', { name: title, added: 1, skipped: 1, position: 1 }),
        ])
          expectFit(render(what, { locale: 'en-US' }));
      }),
    );
  });
});

describe('the panel', () => {
  it('shows the progress and its controls', () => {
    const body = render(reply('nowplaying', playing), { locale: 'en-US' });
    expect(body.embeds?.[0]).toMatchObject({
      author: { name: 'Now playing' },
      title: 'A \\*song\\*',
      url: 'https://example.org/song',
      thumbnail: { url: 'https://example.org/art.png' },
    });
    expect(text(body)).toContain('`1:40 / 3:20`');
    expect(text(body)).toContain('Asked for by <@223456789012345678>');
    expect(pressed(body).map((button) => [button?.path, button?.revision, button?.opens])).toEqual([
      ['pause', 7, false],
      ['skip', 7, false],
      ['stop', 7, false],
      ['loop', null, false],
      ['queue shuffle', null, false],
      ['queue show', null, true],
    ]);
  });

  it('offers to resume, and the next way of repeating', () => {
    const body = render(reply('nowplaying', { ...playing, paused: true, loop: 'queue', queued: 1 }), {
      locale: 'en-US',
    });
    expect(body.embeds?.[0]?.author?.name).toBe('Paused');
    expect(pressed(body)[0]?.path).toBe('resume');
    expect(pressed(body)[3]?.input).toEqual({ mode: 'track' });
    expect(buttons(body)[4]?.disabled).toBe(true);
  });

  it('shows a live stream without an end', () => {
    const live = { ...track, isStream: true, durationMs: 0, uri: null, artworkUrl: 'data:x' };
    const body = render(reply('nowplaying', { ...playing, track: live }), { locale: 'en-US' });
    expect(text(body)).toContain('🔴 live · 1:40');
    expect(body.embeds?.[0]).not.toHaveProperty('thumbnail');
  });
});

describe('a page of the queue', () => {
  const page = (number: number) =>
    render(
      reply('queue.page', {
        session,
        page: number,
        pages: 4,
        total: 31,
        totalMs: 3_600_000,
        current: { track, positionMs: 5000, paused: false },
        entries: [
          { position: 1, entry: { state: 'ready', track, requesterId: '223456789012345678' } },
          {
            position: 2,
            entry: { state: 'loading', query: '*x*' },
          },
        ],
      }),
      { locale: 'en-US' },
    );

  it('lists what plays and what waits', () => {
    expect(text(page(1))).toContain('Now: **[A \\*song\\*](https://example.org/song)** at 0:05');
    expect(text(page(1))).toContain(
      '`1.` **[A \\*song\\*](https://example.org/song)** `3:20` <@223456789012345678>',
    );
    expect(text(page(1))).toContain('loading \\*x\\* …');
    expect(page(1).embeds?.[0]?.footer?.text).toBe('Page 1 of 4 · 31 tracks · 1:00:00');
  });

  it('turns pages, and not past the ends', () => {
    const off = (number: number) => buttons(page(number)).map((button) => button.disabled ?? false);
    expect([off(1), off(2), off(4)]).toEqual([
      [true, true, false, false],
      [false, false, false, false],
      [false, false, true, true],
    ]);
    expect(pressed(page(2)).map((button) => button?.input)).toEqual([
      { page: 1 },
      { page: 1 },
      { page: 3 },
      { page: 4 },
    ]);
    expectFit(page(2));
  });
});

describe('a failure', () => {
  it.each<[Parameters<typeof failure>[0], FailureParams, RegExp]>([
    ['NV', {}, /^Join a voice channel first/],
    [
      'WC',
      {
        sessions: [
          { channelId: '1', workerName: 'a' },
          { channelId: '2', workerName: 'b' },
        ],
      },
      /<#1> \(a\) and <#2> \(b\)/,
    ],
    ['NS', {}, /`\/play`/],
    ['NP', {}, /`\/play`/],
    ['EQ', {}, /`\/play`/],
    ['OR', { option: 'level', min: 0, max: 200 }, /`level` goes from 0 to 200/],
    ['OR', { option: 'page', min: 1 }, /1 at least/],
    ['OR', { option: 'page', max: 9 }, /9 at most/],
    ['BP', { missing: ['ViewChannel', 'Speak'], channelId: '1' }, /lack View Channel and Speak in <#1>/],
    ['VF', { channelId: '1' }, /<#1> is full/],
    ['AF', { channelId: '1' }, /<#1> is the server’s AFK channel/],
    ['SG', { channelId: '1' }, /raised my hand.*Mute Members/],
    [
      'NW',
      {
        sessions: [{ channelId: '1', workerName: 'a' }],
        inviteUrl: 'https://discord.com/oauth2/authorize?client_id=1',
      },
      /They play in <#1> \(a\).*\[Invite one more\]\(https:\/\/discord\.com/,
    ],
    ['NM', { query: '_x_' }, /“\\_x\\_”/],
    ['LF', { cause: 'This video is private.' }, /: This video is private\. Try/],
    ['LF', { reference: 'abc' }, /`abc`/],
    ['RS', { cause: 'age' }, /restricted: age/],
    ['RS', { added: 3, of: 5 }, /3 of 5/],
    ['QL', { added: 3, of: 5 }, /3 of 5/],
    ['DU', { position: 4 }, /place 4/],
    ['SD', {}, /nothing was fetched/],
    ['PD', { roleIds: ['1', '2'] }, /<@&1> or <@&2>/],
    ['PD', { votes: 1, needed: 3 }, /1 of 3/],
    ['LV', {}, /live stream/],
    ['ND', {}, /kept and starts by itself/],
    ['SP', {}, /earlier moment/],
    ['CD', { retryAfterMs: 2100 }, /in 3 s/],
    ['EX', {}, /again/],
    ['OV', {}, /again in a moment/],
    ['UR', {}, /\/leave/],
    ['UN', { reference: 'abc' }, /nothing was done.*`abc`/],
    ['UD', { reference: 'abc' }, /may still be carried out.*`abc`/],
    ['ER', { reference: 'x`y' }, /`xy`/],
  ])('%s with %j', (code, params, sentence) => {
    expect(say(failure(code, params))).toMatch(sentence);
  });

  it('names at most ten sessions', () => {
    const sessions = Array.from({ length: 40 }, (_, index) => ({
      channelId: String(index),
      workerName: 'w',
    }));
    expect(say(failure('NW', { sessions }))).toMatch(/<#9> \(w\),? and …/);
  });

  it('speaks the member’s language', () => {
    expect(say(failure('BP', { missing: ['Connect', 'Speak'], channelId: '1' }), 'de')).toContain(
      'Mir fehlt Connect und Speak',
    );
  });
});

describe('a success that is not heard just now', () => {
  it('says why, in a line of its own, also below a panel', () => {
    const render = createRenderer();
    const join = { ...reply('join.done', { channelId: '1' }), caveat: 'muted' } as Reply;
    const [said] = render(join, { locale: 'en-US' }).embeds ?? [];
    expect(said?.description).toMatch(/Here I am.*\n.*muted on this server/s);
    const page = render({ ...reply('help', { command: null }), caveat: 'muted' } as Reply, { locale: 'de' });
    expect(JSON.stringify(page.embeds)).toContain('stummgeschaltet');
  });
});
