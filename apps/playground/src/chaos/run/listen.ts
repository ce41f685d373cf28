import { libraryTracks } from '@anankor/audio-node';
import type { DiscordSimulator } from '@anankor/discord-simulator';
import type { ChannelAudio } from '../history.ts';
import type { ChaosChannel } from './scene.ts';

/** What was heard in a channel since then. */
export function audioOf(
  discord: DiscordSimulator,
  { index, voice }: ChaosChannel,
  since: number,
): ChannelAudio {
  const report = discord.voice.report({ guildId: voice.guildId, channelId: voice.id, since });
  const { firstFrameAt, lastFrameAt, frames, lostFrames, badFrames } = report;
  return {
    channel: index,
    ...{ firstFrameAt, lastFrameAt, frames, lostFrames, badFrames },
    strays: report.strays.map(({ firstFrameAt, lastFrameAt, frames: count }) => ({
      ...{ from: firstFrameAt, until: lastFrameAt, frames: count },
    })),
    gaps: report.gaps.map(({ at, ms }) => ({ at, ms })),
    heard: report.segments.map(({ hz, startAt, endAt }) => ({
      slug: slugAt(hz),
      hz,
      from: startAt,
      until: endAt,
    })),
  };
}

function slugAt(hz: number): string | null {
  const near = libraryTracks.find(({ frequency }) => Math.abs(frequency - hz) < frequency * 0.03);
  return near?.slug ?? null;
}
