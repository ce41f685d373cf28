import { emptySession, enqueue, transition } from '@anankor/music';
import type { SessionState } from '@anankor/music';
import type { ReadyEntry } from '@anankor/schemas';
import type { SessionCommits } from '../src/services/session-commits.ts';

/** A track as Lavalink's YouTube source has it. */
export function entry(n: number): ReadyEntry {
  const track = {
    encoded: `QAAAjQIAJVJpY2sgQXN0bGV5${'A'.repeat(120)}`,
    identifier: `dQw4w9WgXcQ${n}`,
    title: 'Never Gonna Give You Up',
    author: 'Rick Astley',
    durationMs: 212_000,
    uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    artworkUrl: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/maxresdefault.jpg',
    isStream: false,
    isSeekable: true,
    sourceName: 'youtube',
  };
  return { id: `e${n}`, state: 'ready', requesterId: '500000000000000001', track };
}

/** A session with a track that plays and so many to come, repeated: so a skip takes one off and puts one on. */
export async function startSession(
  commits: SessionCommits,
  guildId: string,
  tracks: number,
): Promise<SessionState> {
  const channels = { channelId: '400000000000000001', textChannelId: '400000000000000002' };
  const base = emptySession({ id: `s${guildId}`, guildId, ...channels, now: Date.now() });
  const { state, changes } = transition(base, Date.now(), (draft) => {
    enqueue(
      draft,
      Array.from({ length: tracks + 1 }, (_, n) => entry(n)),
      'end',
    );
    draft.patch({ loop: 'queue' });
  });
  await commits.commit({ guildId, before: null, after: state, changes });
  if (state === null) throw new Error('the session ended at once');
  return state;
}
