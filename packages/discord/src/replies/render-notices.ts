import type { NamedTrack, Notice, NoticeKind } from '@anankor/schemas';
import { createTranslations } from '../i18n/translator.ts';
import type { Translate } from '../i18n/translator.ts';
import { minutes } from '../text/duration.ts';
import { sentencePart } from '../text/escape.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';
import type { RenderContext } from './render-reply.ts';
import { trackLink } from './track-link.ts';

/** Notices of one session as one message. Total: within Discord's limits, however many there are. */
export type RenderNotices = (notices: readonly Notice[], context: RenderContext) => MessageBody;

type Of<Kind extends NoticeKind> = Extract<Notice, { kind: Kind }>;

/** The sentence of a kind, from all notices of that kind in their order. */
type Sentences = { [Kind in NoticeKind]: (t: Translate, all: readonly [Of<Kind>, ...Of<Kind>[]]) => string };

/** Tracks named in one sentence at most. */
const NAMED = 5;

const sentences: Sentences = {
  trackFailed: (t, all) => {
    const [{ track, cause }] = all;
    if (all.length > 1) return several(t, 'notice.tracksFailed', all);
    return cause === null
      ? t('notice.trackFailed', { track: trackLink(track) })
      : t('notice.trackFailed.cause', {
          track: trackLink(track),
          cause: sentencePart(cause),
        });
  },
  trackStuck: (t, all) =>
    all.length > 1
      ? several(t, 'notice.tracksStuck', all)
      : t('notice.trackStuck', { track: trackLink(all[0].track) }),
  stoppedAfterFailures: (t, all) => {
    const { failures, queued } = last(all);
    const stopped = t('notice.stoppedAfterFailures', { failures });
    return queued > 0 ? `${stopped} ${t('notice.stoppedAfterFailures.queued', { count: queued })}` : stopped;
  },
  stoppedAfterBrief: (t, all) => {
    const { plays, queued } = last(all);
    const stopped = t('notice.stoppedAfterBrief', { plays });
    return queued > 0 ? `${stopped} ${t('notice.stoppedAfterBrief.queued')}` : stopped;
  },
  endedEmpty: (t, all) => {
    const { channelId, afterMs } = last(all);
    return t('notice.endedEmpty', { channel: `<#${channelId}>`, count: minutes(afterMs) });
  },
  endedIdle: (t, all) => {
    const { channelId, afterMs } = last(all);
    return t('notice.endedIdle', { channel: `<#${channelId}>`, count: minutes(afterMs) });
  },
  moved: (t, all) => t('notice.moved', { from: `<#${all[0].from}>`, to: `<#${last(all).to}>` }),
  disconnected: (t, all) => {
    const { channelId, kept } = last(all);
    const channel = `<#${channelId}>`;
    return kept > 0
      ? t('notice.disconnected.kept', { channel, count: kept })
      : t('notice.disconnected', { channel });
  },
  muted: (t, all) => t('notice.muted', { channel: `<#${last(all).channelId}>` }),
  suppressed: (t, all) => t('notice.suppressed', { channel: `<#${last(all).channelId}>` }),
  heardAgain: (t, all) => t('notice.heardAgain', { channel: `<#${last(all).channelId}>` }),
  channelTaken: (t, all) =>
    t('notice.channelTaken', { channel: `<#${last(all).channelId}>`, count: last(all).kept }),
  notLetIn: (t, all) => t('notice.notLetIn', { channel: `<#${last(all).channelId}>`, count: last(all).kept }),
  botRemoved: (t, all) => t('notice.botRemoved', { channel: `<#${last(all).channelId}>` }),
  waitingForNode: (t) => t('notice.waitingForNode'),
  nodeReturned: (t, all) => {
    const { track } = last(all);
    return track ? t('notice.nodeReturned.track', { track: trackLink(track) }) : t('notice.nodeReturned');
  },
  trackRestarted: (t, all) => t('notice.trackRestarted', { track: trackLink(last(all).track) }),
};

/** The one place where notices become text. Notices of one kind become one sentence. */
export function createNoticeRenderer(): RenderNotices {
  const translations = createTranslations();
  return (notices, { locale }) => {
    const t = translations(locale);
    const byKind = Map.groupBy(notices, ({ kind }) => kind);
    const lines = [...byKind.values()].map((all) => sentence(t, all));
    return message([embed('info', { description: lines.join('\n') })]);
  };
}

/** The notices are all of one kind; the compiler can't follow that through the union. */
function sentence<Kind extends NoticeKind>(t: Translate, all: readonly Notice[]): string {
  const kind = last(all).kind as Kind;
  return sentences[kind](t, all as unknown as readonly [Of<Kind>, ...Of<Kind>[]]);
}

function several(
  t: Translate,
  key: 'notice.tracksFailed' | 'notice.tracksStuck',
  all: readonly { track: NamedTrack }[],
): string {
  const tracks = all.slice(0, NAMED).map(({ track }) => trackLink(track, 60));
  const more = all.length - tracks.length;
  const list = more > 0 ? t('notice.andMore', { tracks: tracks.join(', '), count: more }) : tracks.join(', ');
  return t(key, { count: all.length, tracks: list });
}

function last<Item>(items: readonly Item[]): Item {
  return items.at(-1) as Item;
}
