import type { Write } from '@anankor/ipc';
import type { Change } from '@anankor/music';
import { OUTBOX_VERSION, noticeReach } from '@anankor/schemas';
import type { OutboxEntry } from '@anankor/schemas';
import type { SessionKeys } from './session-keys.ts';

/** Entries that wait for a master at most; past them the oldest go. */
const MOST_ENTRIES = 10_000;

/** What of a transition a master is to say: appended to the worker's outbox by the commit itself. */
export function outboxWrites(guildId: string, changes: readonly Change[], k: SessionKeys): Write[] {
  return changes.flatMap((change) => {
    if (change.type !== 'notice' || noticeReach[change.told.notice.kind] !== 'channel') return [];
    const { told, channelId, locale } = change;
    const entry: OutboxEntry = {
      v: OUTBOX_VERSION,
      type: 'notice',
      guildId,
      channelId,
      locale,
      at: told.at,
      notice: told.notice,
    };
    return [['XADD', k.outbox, 'MAXLEN', '~', MOST_ENTRIES, '*', 'entry', JSON.stringify(entry)] as const];
  });
}
