import type { NoticeKind, Silence } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';
import { notify } from './notify.ts';

/**
 * Whether the bot is heard, by its own voice state; the music waits where it is not. Members are told where it changed in the channel:
 * whoever calls the bot is told by the reply.
 */
export function setSilenced(draft: SessionDraft, silenced: Silence | null, channelId: string): void {
  const { silenced: before, voice, notices } = draft.head;
  if (silenced === before) return;
  const inside = voice.channelId === channelId;
  draft.patch({ silenced });
  const told = notices.findLast(({ notice }) => isOfSilence(notice.kind))?.notice.kind;
  if (silenced !== null && inside) notify(draft, { kind: silenced, channelId });
  if (silenced === null && (told === 'muted' || told === 'suppressed'))
    notify(draft, { kind: 'heardAgain', channelId });
}

function isOfSilence(kind: NoticeKind): boolean {
  return kind === 'muted' || kind === 'suppressed' || kind === 'heardAgain';
}
