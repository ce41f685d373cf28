/** Which audio a report is about. Without `userId` all bots of the channel together, in the order of arrival. */
export interface AudioSelector {
  readonly guildId: string;
  readonly channelId?: string;
  readonly userId?: string;
  /** Only what arrived from then on and before then; times as in the report. */
  readonly since?: number;
  readonly until?: number;
  /** Also list every interval (`intervalsMs`). */
  readonly intervals?: boolean;
}

/** A stretch without sound between two audio frames, longer than 40 ms. */
export interface AudioGap {
  /** Arrival of the last frame before it. */
  readonly at: number;
  readonly ms: number;
  /** The sender said so: silence frames or `speaking: 0` came in between (a pause, a track's end, an underrun). */
  readonly announced: boolean;
  /** The frames on its two sides come from different SSRCs: a reconnect, another node or another bot. */
  readonly acrossSources: boolean;
}

/** One SSRC, which is one voice connection. */
export interface AudioSource {
  readonly ssrc: number;
  readonly userId: string;
  readonly channelId: string;
  readonly frames: number;
  readonly firstFrameAt: number;
  readonly lastFrameAt: number;
}

/** The strongest frequency of about 100 ms. A chirped track's position is read off these. */
export interface ToneSample {
  /** Arrival of the window's first and last frame. */
  readonly at: number;
  readonly until: number;
  /** How much audio had been heard before the window, ms (20 a frame). */
  readonly heardMs: number;
  /** Hz, null in silence. */
  readonly hz: number | null;
  /** dB below full scale. */
  readonly db: number;
}

/** A run of windows with the same strongest frequency. Its edges are exact to one window (100 ms; sampled: 200 ms). */
export interface ToneSegment {
  readonly hz: number;
  readonly db: number;
  readonly startAt: number;
  readonly endAt: number;
  /** Audio heard between its edges, ms (20 a frame). */
  readonly heardMs: number;
}

/**
 * What was heard. Times are milliseconds since the Unix epoch by a monotonic clock (`performance.timeOrigin +
 * performance.now()`), taken when the datagram arrived. "Audio frame" is an Opus frame of 20 ms that decrypted and is
 * not Discord's silence frame (F8 FF FE).
 */
export interface AudioReport {
  /** Audio frames, duplicates not counted. */
  readonly frames: number;
  readonly silenceFrames: number;
  /** Holes in the RTP sequences which nothing filled later. */
  readonly lostFrames: number;
  readonly reorderedFrames: number;
  readonly duplicateFrames: number;
  /** Authentication tag wrong, or not Opus. */
  readonly badFrames: number;
  /** Sent on a connection that was replaced or closed before: a second player for the same bot. */
  readonly strayFrames: number;
  /** Sent by a user who was muted or suppressed: Discord's voice server passes none of it on. */
  readonly droppedFrames: number;
  /** Strays, by the connection they came on. */
  readonly strays: readonly AudioSource[];
  readonly firstFrameAt: number | null;
  readonly lastFrameAt: number | null;
  /** Audio heard in all, ms (20 a frame). */
  readonly heardMs: number;
  /** Between consecutive audio frames; 0 with fewer than two frames. */
  readonly medianIntervalMs: number;
  /** Longest interval of all, pauses included. */
  readonly largestGapMs: number;
  /** Longest interval that was not announced: what a listener notices as a drop-out. */
  readonly largestInterruptionMs: number;
  readonly gaps: readonly AudioGap[];
  /** The gaps that were not announced. */
  readonly interruptions: readonly AudioGap[];
  /** Where a source's RTP timestamp did not go on with 960 a frame; `samples` is the surplus at 48 kHz. */
  readonly timestampJumps: readonly { readonly at: number; readonly samples: number }[];
  readonly sources: readonly AudioSource[];
  readonly samples: readonly ToneSample[];
  readonly segments: readonly ToneSegment[];
  /** All intervals between consecutive audio frames, ms; only when asked for. */
  readonly intervalsMs?: readonly number[];
}
