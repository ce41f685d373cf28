import { noticeReach } from '@anankor/schemas';
import type { Notice, NoticeKind } from '@anankor/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supportedLocales } from '../i18n/translator.ts';
import { createNoticeRenderer } from './render-notices.ts';

const render = createNoticeRenderer();
const text = (notices: Notice[], locale = 'en-US'): string =>
  String(render(notices, { locale }).embeds?.[0]?.description);

const track = (title: string) => ({ title, uri: 'https://tracks.example/1' });
const failed = (title: string, cause: string | null = null): Notice => ({
  kind: 'trackFailed',
  track: track(title),
  cause,
});
const channelId = '123456789012345678';

const anything: { [Kind in NoticeKind]: fc.Arbitrary<Omit<Extract<Notice, { kind: Kind }>, 'kind'>> } =
  (() => {
    const named = fc.record({ title: fc.string(), uri: fc.option(fc.webUrl()) });
    const channel = fc.constant(channelId);
    return {
      trackFailed: fc.record({ track: named, cause: fc.option(fc.string({ maxLength: 5_000 })) }),
      trackStuck: fc.record({ track: named }),
      stoppedAfterFailures: fc.record({ failures: fc.nat(), queued: fc.nat() }),
      endedEmpty: fc.record({ channelId: channel, afterMs: fc.nat() }),
      endedIdle: fc.record({ channelId: channel, afterMs: fc.nat() }),
      moved: fc.record({ from: channel, to: channel }),
      disconnected: fc.record({ channelId: channel, kept: fc.nat() }),
      stoppedAfterBrief: fc.record({ plays: fc.nat(), queued: fc.nat() }),
      muted: fc.record({ channelId: channel }),
      suppressed: fc.record({ channelId: channel }),
      heardAgain: fc.record({ channelId: channel }),
      channelTaken: fc.record({ channelId: channel, kept: fc.nat() }),
      notLetIn: fc.record({ channelId: channel, kept: fc.nat() }),
      botRemoved: fc.record({ channelId: channel }),
      waitingForNode: fc.record({}),
      nodeReturned: fc.record({ track: fc.option(named), afterMs: fc.nat() }),
      trackRestarted: fc.record({ track: named }),
    };
  })();
const kinds = Object.keys(noticeReach) as NoticeKind[];
const anyNotice = fc.oneof(
  ...kinds.map((kind) =>
    (anything[kind] as fc.Arbitrary<object>).map((rest) => ({ kind, ...rest }) as Notice),
  ),
);

describe('notices', () => {
  it('say which track failed and why, where that is known', () => {
    expect(text([failed('Song')])).toBe('**[Song](https://tracks.example/1)** couldn’t be played.');
    expect(text([failed('Song', 'This video is unavailable.')])).toBe(
      '**[Song](https://tracks.example/1)** couldn’t be played: This video is unavailable.',
    );
    expect(text([failed('Lied', 'weg')], 'de')).toContain('konnte nicht abgespielt werden: weg.');
  });

  it('become one sentence a kind, however many there are', () => {
    const burst = Array.from({ length: 8 }, (_, n) => failed(`t${n}`));
    const said = text([...burst, { kind: 'stoppedAfterFailures', failures: 5, queued: 2 }]);
    expect(said.split('\n')).toHaveLength(2);
    expect(said).toContain('8 tracks couldn’t be played');
    expect(said).toContain('and 3 more');
    expect(said).toContain('2 tracks are still in the queue');
  });

  it('are no orders: markdown and mentions of a cause are text', () => {
    expect(text([failed('x', '@everyone **<@1>**')])).not.toMatch(/@everyone|<@1>/);
  });

  it('have a rendering within Discord’s limits in every language, whatever they say', () => {
    fc.assert(
      fc.property(
        fc.array(anyNotice, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(...supportedLocales, 'xx'),
        (notices, locale) => {
          const [embed] = render(notices, { locale }).embeds ?? [];
          expect(embed?.description?.length).toBeGreaterThan(0);
          expect(embed?.description?.length).toBeLessThanOrEqual(4096);
          expect(embed?.description).not.toMatch(/\{\{\w+\}\}|notice\.|undefined/);
        },
      ),
    );
  });
});
