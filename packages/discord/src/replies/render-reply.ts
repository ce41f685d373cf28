import type { Reply, ReplyKey, ReplyParams } from '@anankor/schemas';
import { createTranslations } from '../i18n/translator.ts';
import type { Translate } from '../i18n/translator.ts';
import { clockTime } from '../text/duration.ts';
import { plain, sentencePart } from '../text/escape.ts';
import { button, row } from './buttons.ts';
import { failureSentence } from './failure-sentence.ts';
import { helpPage } from './help-page.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';
import { nowPlayingPanel } from './now-playing.ts';
import { pingPage } from './ping-page.ts';
import { queuePage } from './queue-page.ts';
import { sentenceValues } from './sentence.ts';
import type { SentenceKey } from './sentence.ts';
import { trackLink } from './track-link.ts';

export type { MessageBody } from './message-body.ts';

export interface RenderContext {
  /** Discord's code of the member's language; English where there are no texts for it. */
  locale: string;
}

/** A reply as a message on Discord. Total: every reply has a rendering within Discord's limits. */
export type RenderReply = (reply: Reply, context: RenderContext) => MessageBody;

/** A sentence, or a whole message where a sentence won't do. */
type Renderer<Key extends ReplyKey> = (t: Translate, params: ReplyParams[Key]) => string | MessageBody;
/** A reply without a renderer is its text, filled in; one that needs more and has none does not compile. */
type Renderers = { [Key in Exclude<ReplyKey, SentenceKey>]: Renderer<Key> } & {
  [Key in SentenceKey]?: Renderer<Key>;
};

const renderers: Renderers = {
  'play.queued': queued,
  'play.playlist': (t, p) => {
    // Place 0: its first track plays already.
    const added = t(p.position === 0 ? 'play.playlist.now' : 'play.playlist', {
      count: p.added,
      position: p.position,
      name: `**${plain(p.name, 80)}**`,
    });
    const full = p.skipped > 0 ? t('play.playlist.full', { count: p.skipped }) : '';
    const unreadable = p.unreadable ? t('play.playlist.unreadable', { count: p.unreadable }) : '';
    return [added, full, unreadable].filter(Boolean).join(' ');
  },
  'play.broke': (t, p) => {
    const track = trackLink(p.track);
    const broke =
      p.cause === null
        ? t('notice.trackFailed', { track })
        : t('notice.trackFailed.cause', { track, cause: sentencePart(p.cause) });
    return p.next ? `${broke} ${t('skip.next', { track: trackLink(p.next) })}` : broke;
  },
  'play.removed': (t, p) => t('play.removed', { query: `“${plain(p.query, 100)}”` }),
  'skip.done': (t, p) => {
    const track = p.track ? trackLink(p.track) : '…';
    const skipped = t('skip.done', { count: p.skipped, track });
    return `${skipped} ${p.next ? t('skip.next', { track: trackLink(p.next) }) : t('skip.end')}`;
  },
  'stop.done': (t, p) =>
    message(
      [embed('success', { description: t('stop.done', { count: p.cleared }) })],
      [
        row(
          button(
            p.session,
            { path: 'queue undo', revision: p.session.revision },
            { emoji: '↩️', label: t('button.undo') },
          ),
        ),
      ],
    ),
  'loop.set': (t, p) => t(`loop.${p.mode}`),
  nowplaying: nowPlayingPanel,
  'nowplaying.over': (t, p) => t('nowplaying.over', { track: trackLink(p.track) }),
  'queue.page': queuePage,
  'queue.undone': (t, p) => t(`queue.undone.${p.what}`, { count: p.count }),
  'leave.done': (t, p) => {
    const channel = `<#${p.channelId}>`;
    return p.kept > 0 ? t('leave.done.kept', { channel, count: p.kept }) : t('leave.done', { channel });
  },
  'session.dropped': (t) => t('session.dropped'),
  ping: pingPage,
  help: (t, p) => helpPage(t, p.command),
};

/** The one place where replies become text, embeds and components. */
export function createRenderer(): RenderReply {
  const translations = createTranslations();
  return (reply, { locale }) => {
    const t = translations(locale);
    if (reply.key === 'failure')
      return message([embed('failure', { description: failureSentence(t, reply.code, reply.params) })]);
    const rendered = renderOne(t, reply.key, reply.params);
    const body =
      typeof rendered === 'string' ? message([embed(reply.tone, { description: rendered })]) : rendered;
    const told = reply.waitsForNode ? withLine(body, t('waitsForNode')) : body;
    return reply.caveat ? withLine(told, t(`caveat.${reply.caveat}`)) : told;
  };
}

function withLine(body: MessageBody, line: string): MessageBody {
  const [first, ...others] = body.embeds ?? [];
  if (!first) return body;
  return { ...body, embeds: [{ ...first, description: `${first.description ?? ''}\n${line}` }, ...others] };
}

/** `params` belong to `key` in every reply; the compiler can't follow that through the union. */
function renderOne(t: Translate, key: ReplyKey, params: ReplyParams[ReplyKey]): string | MessageBody {
  const renderer = (renderers as { [key in ReplyKey]?: Renderer<ReplyKey> })[key];
  return renderer ? renderer(t, params) : t(key as SentenceKey, sentenceValues(params as object));
}

function queued(t: Translate, p: ReplyParams['play.queued']): string {
  const values = { track: trackLink(p.track), position: p.position };
  if (p.waitsForNode) return t('play.queued.waits', values);
  return p.startsInMs === null
    ? t('play.queued', values)
    : t('play.queued.startsIn', { ...values, time: clockTime(p.startsInMs) });
}
