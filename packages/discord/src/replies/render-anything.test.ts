import { failure, failureCode, reply } from '@anankor/schemas';
import type { FailureParams, NowPlaying, Reply, ReplyKey, ReplyParams } from '@anankor/schemas';
import type { APIActionRowComponent, APIButtonComponentWithCustomId } from 'discord-api-types/v10';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supportedLocales } from '../i18n/translator.ts';
import { createRenderer } from './render-reply.ts';
import type { MessageBody } from './render-reply.ts';
import type { SentenceKey } from './sentence.ts';

const render = createRenderer();

/** What Lavalink or a member may send as text; null and half characters included. */
const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom<unknown>(null, undefined, 7, '', ' ', '\u0000', '\ud83d', '\udc00x', '\u202Eabc', '\u200F'),
  fc.constantFrom('@everyone', '<@123456789012345678>', '**', '```', '||', '](http://a.example)', '#', '~~'),
  fc
    .tuple(fc.constantFrom('a', '\u{1F600}', '_', '@', '\u0645', '\n', '\ud83d'), fc.nat(10_000))
    .map(([unit, count]) => unit.repeat(count)),
) as fc.Arbitrary<string>;
/** Text that the product itself writes, whatever it says. */
const ours = odd.map((text) => String(text).toWellFormed());
const link = fc.oneof(
  fc.webUrl(),
  fc.webUrl().map((url) => `${url}/${'\u{1F600}('.repeat(100)}`),
  fc.constantFrom<unknown>(
    null,
    undefined,
    'http://',
    'javascript:alert(1)',
    'https://a.example/\ud83d',
    '//x',
  ),
  odd,
) as fc.Arbitrary<string | null>;
const number = fc.oneof(fc.nat(), fc.constantFrom(0, -1, 0.5, 2 ** 53, 2 ** 63, Infinity, NaN), fc.double());
const flag = fc.boolean();
const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const session = fc.record({ sessionId: fc.oneof(id, ours), channelId: id, revision: fc.nat() });
const named = fc.record({ title: odd, uri: link });
const listed = fc.record({ title: odd, uri: link, durationMs: number, isStream: flag });
const shown = fc.record({
  ...{ title: odd, uri: link, durationMs: number, isStream: flag },
  ...{ author: odd, artworkUrl: link },
});
const loop = fc.constantFrom('off' as const, 'track' as const, 'queue' as const);
const none = fc.constant({});
const playing: fc.Arbitrary<NowPlaying> = fc.record({
  ...{ session, track: shown, requesterId: id, positionMs: number, paused: flag },
  ...{ volume: number, loop, queued: number },
});
const entry = fc.oneof(
  fc.record({ state: fc.constant('ready' as const), track: listed, requesterId: id }),
  fc.record({ state: fc.constant('loading' as const), query: odd, waits: flag }),
);
const onChannel = fc.record({ channelId: id });
const counted = fc.record({ count: number });

/** A reply that has a renderer and no line here does not compile. */
const params: { [Key in Exclude<ReplyKey, SentenceKey>]: fc.Arbitrary<ReplyParams[Key]> } & {
  [Key in SentenceKey]?: fc.Arbitrary<ReplyParams[Key]>;
} = {
  'play.started': fc.record({ track: named, channelId: id }),
  'play.queued': fc.record({
    ...{ track: named, position: number, waitsForNode: flag },
    startsInMs: fc.option(number),
  }),
  'play.playlist': fc.record({
    ...{ name: odd, added: number, skipped: number, unreadable: number, position: number },
  }),
  'play.broke': fc.record({ track: named, cause: fc.option(odd), next: fc.option(named) }),
  'play.removed': fc.record({ query: odd }),
  'pause.done': fc.record({ track: named, positionMs: number }),
  'pause.already': none,
  'resume.done': fc.record({ track: named, positionMs: number }),
  'resume.already': none,
  'skip.done': fc.record({ skipped: number, track: fc.option(named), next: fc.option(named) }),
  'skip.vote': fc.record({ votes: number, needed: number }),
  'stop.done': fc.record({ session, cleared: number }),
  'loop.set': fc.record({ mode: loop }),
  'volume.shown': fc.record({ level: number }),
  'volume.set': fc.record({ level: number }),
  nowplaying: playing,
  'queue.page': fc.record({
    ...{ session, page: fc.nat(), pages: fc.nat(), total: number, totalMs: number, atLeast: flag },
    current: fc.option(fc.record({ track: named, positionMs: number, paused: flag })),
    entries: fc.array(fc.record({ position: fc.nat(), entry }), { maxLength: 10, size: 'max' }),
  }),
  'queue.shuffled': counted,
  'queue.undone': fc.record({ what: fc.constantFrom('stop' as const, 'shuffle' as const), count: number }),
  'queue.nothingToUndo': none,
  'join.done': onChannel,
  'join.already': onChannel,
  'leave.done': fc.record({ channelId: id, kept: number }),
  ping: fc.record({
    gatewayMs: number,
    redisMs: number,
    workers: fc.array(fc.record({ name: odd, online: flag }), { maxLength: 100, size: 'max' }),
  }),
  help: fc.record({ command: fc.option(ours) }),
};

const someReply = fc
  .constantFrom(...(Object.keys(params) as ReplyKey[]))
  .chain((key) =>
    (params[key] as fc.Arbitrary<ReplyParams[ReplyKey]>).map((given): Reply => reply(key, given)),
  );
const failureParams = fc.record(
  {
    sessions: fc.array(fc.record({ channelId: id, workerName: odd }), { maxLength: 40, size: 'max' }),
    ...{ min: number, max: number, option: ours, missing: fc.array(ours), channelId: id, pending: flag },
    ...{
      inviteUrl: link,
      reference: ours,
      cause: odd,
      query: odd,
      added: number,
      of: number,
      position: number,
    },
    ...{ roleIds: fc.array(id, { maxLength: 60 }), votes: number, needed: number, retryAfterMs: number },
    panel: fc.option(playing),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<FailureParams>;
const someFailure = fc
  .tuple(fc.constantFrom(...failureCode.options), failureParams)
  .map(([code, given]) => failure(code, given));

/** Discord refuses a message that breaks one of these with 50035. */
function expectAccepted(body: MessageBody): void {
  const size = (text: string | undefined, max: number): number => {
    if (text === undefined) return 0;
    expect(text.isWellFormed()).toBe(true);
    expect(text.length).toBeLessThanOrEqual(max);
    return text.length;
  };
  size(body.content ?? '', 2_000);
  let total = 0;
  expect(body.embeds?.length).toBeLessThanOrEqual(10);
  for (const { title, description, footer, author, fields = [], url, thumbnail } of body.embeds ?? []) {
    total +=
      size(title, 256) + size(description, 4_096) + size(footer?.text, 2_048) + size(author?.name, 256);
    expect(fields.length).toBeLessThanOrEqual(25);
    for (const field of fields) {
      expect(field.name.trim() && field.value.trim()).toBeTruthy();
      total += size(field.name, 256) + size(field.value, 1_024);
    }
    for (const to of [url, thumbnail?.url]) {
      size(to, 2_048);
      if (to !== undefined) expect(to).toMatch(/^https?:\/\//);
    }
    expect([title, description, ...fields.map(({ value }) => value)].join('').trim()).not.toBe('');
  }
  expect(total).toBeLessThanOrEqual(6_000);
  const rows = (body.components ?? []) as APIActionRowComponent<APIButtonComponentWithCustomId>[];
  expect(rows.length).toBeLessThanOrEqual(5);
  const ids = rows.flatMap(({ components }) => {
    expect(components.length).toBeGreaterThan(0);
    expect(components.length).toBeLessThanOrEqual(5);
    return components.map(({ custom_id: customId, label }) => {
      size(label, 80);
      expect(size(customId, 100)).toBeGreaterThan(0);
      return customId;
    });
  });
  expect(new Set(ids).size).toBe(ids.length);
  expect(body.allowed_mentions).toEqual({ parse: [] });
}

describe('whatever Lavalink or a member sends', () => {
  it.each([...supportedLocales, 'xx'])(
    'is rendered in %s within Discord’s limits',
    (locale) => {
      fc.assert(
        fc.property(fc.oneof(someReply, someFailure), (what) => {
          expectAccepted(render(what, { locale }));
        }),
        { numRuns: 1_000 },
      );
    },
    60_000,
  );
});
