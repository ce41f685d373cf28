import { setTimeout as wait } from 'node:timers/promises';
import { libraryTracks } from '@anankor/audio-node';
import type { LibraryTrack } from '@anankor/audio-node';
import type { DiscordSimulator, SimulatedChannel } from '@anankor/discord-simulator';

export interface Heard {
  track: LibraryTrack | undefined;
  /** Measured, in Hz. */
  hz: number;
  /** When it began, milliseconds since the epoch. */
  startedAt: number;
  db: number;
}

/** The library's track with this tone. */
function trackAt(hz: number): LibraryTrack | undefined {
  return libraryTracks.find(({ frequency }) => Math.abs(frequency - hz) < frequency * 0.03);
}

/** What a channel hears at this moment; null for silence. */
export function heardNow(discord: DiscordSimulator, channel: SimulatedChannel, since = 0): Heard | null {
  const report = discord.voice.report({ guildId: channel.guildId, channelId: channel.id, since });
  const last = report.segments.at(-1);
  if (!last || report.lastFrameAt === null || Date.now() - report.lastFrameAt > 300) return null;
  return { track: trackAt(last.hz), hz: last.hz, startedAt: last.startAt, db: last.db };
}

/** Waits until the channel hears the track. Throws, with what it heard instead, after `timeoutMs`. */
export async function hear(
  discord: DiscordSimulator,
  channel: SimulatedChannel,
  slug: string,
  options: { since: number; timeoutMs?: number },
): Promise<Heard> {
  const { since, timeoutMs = 10_000 } = options;
  for (const deadline = performance.now() + timeoutMs; ; await wait(50)) {
    const heard = heardNow(discord, channel, since);
    if (heard?.track?.slug === slug) return heard;
    if (performance.now() > deadline) {
      const instead = heard ? `${Math.round(heard.hz)} Hz` : 'silence';
      throw new Error(`#${channel.name} should hear ${slug}, but hears ${instead}`);
    }
  }
}

/** Waits until nothing is heard for a third of a second. */
export async function hearNothing(
  discord: DiscordSimulator,
  channel: SimulatedChannel,
  timeoutMs = 5_000,
): Promise<void> {
  for (const deadline = performance.now() + timeoutMs; heardNow(discord, channel); await wait(50)) {
    if (performance.now() > deadline) throw new Error(`#${channel.name} should hear nothing`);
  }
}
