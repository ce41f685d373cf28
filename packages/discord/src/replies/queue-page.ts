import { lengthOf } from '@anankor/schemas';
import type { ListedEntry, ListedTrack, ReplyParams } from '@anankor/schemas';
import type { Translate } from '../i18n/translator.ts';
import { clockTime } from '../text/duration.ts';
import { plain, wholeLines } from '../text/escape.ts';
import { button, row } from './buttons.ts';
import type { ButtonRow } from './buttons.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';
import { trackLink } from './track-link.ts';

type Page = ReplyParams['queue.page'];

/** Characters of the list of entries: the current track and Discord's 4,096 leave so much. */
const MAX_LIST = 3_200;

/** One page of the queue, with buttons to the others. */
export function queuePage(t: Translate, page: Page): MessageBody {
  const current = page.current && [
    t(page.current.paused ? 'queue.currentPaused' : 'queue.current', {
      track: trackLink(page.current.track),
      time: clockTime(page.current.positionMs),
    }),
  ];
  const list = page.entries.length > 0 ? listed(t, page.entries) : t('queue.empty');
  const listing = embed('info', {
    title: t('queue.title'),
    description: [...(current ?? []), list].join('\n\n'),
    footer: {
      text: t('queue.footer', {
        page: page.page,
        pages: page.pages,
        count: page.total,
        time: totalTime(t, page),
      }),
    },
  });
  return message([listing], page.pages > 1 ? paging(page) : []);
}

/** With links where there is room for them all. */
function listed(t: Translate, entries: Page['entries']): string {
  const lines = (links: boolean): string[] =>
    entries.map(({ position, entry }) => `\`${position}.\` ${line(t, entry, links)}`);
  const linked = lines(true).join('\n');
  return linked.length <= MAX_LIST ? linked : wholeLines(lines(false), MAX_LIST);
}

function line(t: Translate, entry: ListedEntry, links: boolean): string {
  if (entry.state === 'loading')
    return `*${t(entry.waits ? 'queue.waits' : 'queue.loading', { query: plain(entry.query, 60) })}*`;
  return `${trackLink(links ? entry.track : { title: entry.track.title, uri: null }, 60)} \`${lengthText(t, entry.track)}\` <@${entry.requesterId}>`;
}

function lengthText(t: Translate, track: ListedTrack): string {
  const length = lengthOf(track);
  if (length !== null) return clockTime(length);
  return t(track.isStream ? 'nowplaying.live' : 'nowplaying.unknownLength');
}

function totalTime(t: Translate, { totalMs, atLeast }: Page): string {
  if (!atLeast) return clockTime(totalMs);
  return totalMs > 0 ? t('queue.atLeast', { time: clockTime(totalMs) }) : t('nowplaying.unknownLength');
}

function paging({ session, page, pages }: Page): ButtonRow[] {
  const to = (slot: string, emoji: string, target: number, disabled: boolean) =>
    button(
      session,
      { path: 'queue show', input: { page: target }, revision: null },
      { emoji, slot, disabled },
    );
  return [
    row(
      to('f', '⏮️', 1, page <= 1),
      to('p', '◀️', Math.max(1, page - 1), page <= 1),
      to('n', '▶️', Math.min(pages, page + 1), page >= pages),
      to('l', '⏭️', pages, page >= pages),
    ),
  ];
}
