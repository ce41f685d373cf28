import type { Notice } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';

/** Notices that a session remembers. */
const REMEMBERED = 5;

/**
 * Notes something that happened without a command: the session remembers it for its panel, and the commit that makes it true has
 * members told where its kind matters to them. For whatever ends the session, call it before `draft.end()`.
 */
export function notify(draft: SessionDraft, notice: Notice): void {
  const { notices, textChannelId: channelId, locale } = draft.head;
  const told = { at: draft.now, notice };
  draft.patch({ notices: [...notices, told].slice(-REMEMBERED) });
  draft.change({ type: 'notice', told, channelId, locale });
}
