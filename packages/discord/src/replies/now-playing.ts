import { lengthOf } from '@anankor/schemas';
import type { LoopMode, NowPlaying } from '@anankor/schemas';
import type { Translate } from '../i18n/translator.ts';
import { clockTime } from '../text/duration.ts';
import { plain, safeLink } from '../text/escape.ts';
import { progressBar } from '../text/progress-bar.ts';
import { button, row } from './buttons.ts';
import type { ButtonRow } from './buttons.ts';
import { embed, message } from './message-body.ts';
import type { MessageBody } from './message-body.ts';

const nextLoop: Record<LoopMode, LoopMode> = { off: 'queue', queue: 'track', track: 'off' };
const loopEmoji: Record<LoopMode, string> = { off: '➡️', queue: '🔁', track: '🔂' };

/** The panel: what plays, how far it is, and the controls. */
export function nowPlayingPanel(t: Translate, state: NowPlaying): MessageBody {
  const { track } = state;
  const url = safeLink(track.uri);
  const artwork = safeLink(track.artworkUrl);
  const facts = [
    t('nowplaying.requester', { user: `<@${state.requesterId}>` }),
    t('nowplaying.volume', { level: state.volume }),
    t(`nowplaying.loop.${state.loop}`),
    t('nowplaying.queued', { count: state.queued }),
  ];
  const description = [plain(track.author, 100), progress(t, state), facts.join(' · ')];
  const panel = embed('info', {
    author: { name: t(state.paused ? 'nowplaying.paused' : 'nowplaying.title') },
    title: plain(track.title, 120) || '?',
    description: description.filter(Boolean).join('\n\n'),
    ...(url ? { url } : {}),
    ...(artwork ? { thumbnail: { url: artwork } } : {}),
  });
  return message([panel], controls(t, state));
}

function progress(t: Translate, { track, positionMs, paused }: NowPlaying): string {
  const sign = paused ? '⏸' : '▶';
  if (track.isStream) return `${sign} 🔴 ${t('nowplaying.live')} · ${clockTime(positionMs)}`;
  const length = lengthOf(track);
  if (length === null) return `${sign} \`${clockTime(positionMs)}\` · ${t('nowplaying.unknownLength')}`;
  const position = Math.min(positionMs, length);
  return `${sign} ${progressBar(position, length)} \`${clockTime(position)} / ${clockTime(length)}\``;
}

function controls(t: Translate, { session, paused, loop, queued }: NowPlaying): ButtonRow[] {
  const { revision } = session;
  const anyMoment = null;
  const wanted = nextLoop[loop];
  return [
    row(
      paused
        ? button(
            session,
            { path: 'resume', revision },
            { emoji: '▶️', label: t('button.resume'), style: 'main' },
          )
        : button(session, { path: 'pause', revision }, { emoji: '⏸️', label: t('button.pause') }),
      button(session, { path: 'skip', revision }, { emoji: '⏭️', label: t('button.skip') }),
      button(session, { path: 'stop', revision }, { emoji: '⏹️', label: t('button.stop'), style: 'danger' }),
    ),
    row(
      button(
        session,
        { path: 'loop', input: { mode: wanted }, revision: anyMoment },
        { emoji: loopEmoji[wanted], label: t(`button.loop.${wanted}`) },
      ),
      button(
        session,
        { path: 'queue shuffle', revision: anyMoment },
        { emoji: '🔀', label: t('button.shuffle'), disabled: queued < 2 },
      ),
      button(
        session,
        { path: 'queue show', revision: anyMoment, opens: true },
        { emoji: '📜', label: t('button.queue') },
      ),
    ),
  ];
}
