import type { Reply, ReplyKey, ReplyParams } from '@anankor/schemas';
import { createTranslations } from '../i18n/translator.ts';
import type { Translate } from '../i18n/translator.ts';
import { clockTime } from '../text/duration.ts';
import { plain } from '../text/escape.ts';
import { button, row } from './buttons.ts';
import { failureSentence } from './failure-sentence.ts';
import { helpPage } from './help-page.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';
import { nowPlayingPanel } from './now-playing.ts';
import { pingPage } from './ping-page.ts';
import { queuePage } from './queue-page.ts';
import { trackLink } from './track-link.ts';

export type { MessageBody } from './message-body.ts';

export interface RenderContext {
  /** Discord's code of the member's language; English where there are no texts for it. */
  locale: string;
}

/** A reply as a message on Discord. Total: every reply has a rendering within Discord's limits. */
export type RenderReply = (reply: Reply, context: RenderContext) => MessageBody;

/** A sentence, or a whole message where a sentence won't do. */
type Renderers = { [Key in ReplyKey]: (t: Translate, params: ReplyParams[Key]) => string | MessageBody };

const renderers: Renderers = {
  'play.started': (t, p) => t('play.started', { track: trackLink(p.track), channel: `<#${p.channelId}>` }),
  'play.queued': queued,
  'play.playlist': (t, p) => {
    // Place 0: its first track plays already.
    const added = t(p.position === 0 ? 'play.playlist.now' : 'play.playlist', {
      count: p.added,
      position: p.position,
      name: `**${plain(p.name, 80)}**`,
    });
    return p.skipped > 0 ? `${added} ${t('play.playlist.skipped', { count: p.skipped })}` : added;
  },
  'play.removed': (t, p) => t('play.removed', { query: `“${plain(p.query, 100)}”` }),
  'pause.done': (t, p) => t('pause.done', { track: trackLink(p.track), time: clockTime(p.positionMs) }),
  'pause.already': (t) => t('pause.already'),
  'resume.done': (t, p) => t('resume.done', { track: trackLink(p.track), time: clockTime(p.positionMs) }),
  'resume.already': (t) => t('resume.already'),
  'skip.done': (t, p) => {
    const track = p.track ? trackLink(p.track) : '…';
    const skipped = t('skip.done', { count: p.skipped, track });
    return `${skipped} ${p.next ? t('skip.next', { track: trackLink(p.next) }) : t('skip.end')}`;
  },
  'skip.vote': (t, p) => t('skip.vote', p),
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
  'volume.shown': (t, p) => t('volume.shown', p),
  'volume.set': (t, p) => t('volume.set', p),
  nowplaying: nowPlayingPanel,
  'queue.page': queuePage,
  'queue.shuffled': (t, p) => t('queue.shuffled', p),
  'queue.undone': (t, p) => t(`queue.undone.${p.what}`, { count: p.count }),
  'queue.nothingToUndo': (t) => t('queue.nothingToUndo'),
  'join.done': (t, p) => t('join.done', { channel: `<#${p.channelId}>` }),
  'join.already': (t, p) => t('join.already', { channel: `<#${p.channelId}>` }),
  'leave.done': (t, p) => {
    const channel = `<#${p.channelId}>`;
    return p.kept > 0 ? t('leave.done.kept', { channel, count: p.kept }) : t('leave.done', { channel });
  },
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
    return typeof rendered === 'string' ? message([embed(reply.tone, { description: rendered })]) : rendered;
  };
}

/** `params` belong to `key` in every reply; the compiler can't follow that through the union. */
function renderOne<Key extends ReplyKey>(t: Translate, key: Key, params: ReplyParams[ReplyKey]) {
  return renderers[key](t, params as ReplyParams[Key]);
}

function queued(t: Translate, p: ReplyParams['play.queued']): string {
  const values = { track: trackLink(p.track), position: p.position };
  if (p.waitsForNode) return t('play.queued.waits', values);
  return p.startsInMs === null
    ? t('play.queued', values)
    : t('play.queued.startsIn', { ...values, time: clockTime(p.startsInMs) });
}
