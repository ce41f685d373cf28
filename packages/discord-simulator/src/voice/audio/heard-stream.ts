import { RowLog } from './row-log.ts';

/** What a row of `HeardStream.frames` is about. */
export const frameKinds = {
  audio: 0,
  silence: 1,
  /** Wrong tag, or not Opus. */
  bad: 2,
  /** Came on a connection closed before. */
  stray: 3,
  /** No frame: the client said `speaking: 0`. */
  hush: 4,
  /** Came from a user who is muted or suppressed. */
  dropped: 5,
} as const;
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/** Everything received of one user in one channel, whatever the connection. */
export class HeardStream {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  /** Rows of arrival, kind, ssrc, sequence, timestamp. */
  readonly frames: RowLog;
  /** Rows of first arrival, last arrival, Hz (NaN in silence), dB. */
  readonly tones: RowLog;

  constructor(place: { guildId: string; channelId: string; userId: string }, historyFrames: number) {
    this.guildId = place.guildId;
    this.channelId = place.channelId;
    this.userId = place.userId;
    this.frames = new RowLog(5, historyFrames);
    this.tones = new RowLog(4, Math.max(2, Math.ceil(historyFrames / 5)));
  }

  clear(): void {
    this.frames.clear();
    this.tones.clear();
  }
}
