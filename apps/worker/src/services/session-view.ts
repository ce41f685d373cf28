import type { SessionState } from '@anankor/music';

/** A session for operators: what plays where. Voice credentials and what members typed are no part of it. */
export interface SessionView {
  guildId: string;
  channelId: string;
  track: { title: string; author: string; uri: string | null; durationMs: number } | null;
  paused: boolean;
  parked: boolean;
  queueLength: number;
  version: number;
  node: string | null;
}

export function sessionView({ head, queue }: SessionState): SessionView {
  const { guildId, channelId, current, paused, parked, version, node } = head;
  const track = current && {
    title: current.track.title,
    author: current.track.author,
    uri: current.track.uri,
    durationMs: current.track.durationMs,
  };
  return {
    guildId,
    channelId,
    track,
    paused,
    parked,
    queueLength: queue.size,
    version,
    node: node?.name ?? null,
  };
}
