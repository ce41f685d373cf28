/** What a member does. Tracks go by their slug in the library. */
export type Action =
  | { kind: 'play'; slug: string }
  | { kind: 'volume'; level: number }
  | { kind: 'loop'; mode: LoopMode }
  | { kind: 'queue'; page: number }
  | { kind: 'skip' | 'pause' | 'resume' | 'nowplaying' | 'join' | 'leave' }
  | { kind: 'press'; button: PanelButton };

export type LoopMode = 'off' | 'track' | 'queue';
export type PanelButton = 'pause' | 'resume' | 'skip';

/** What a member read, taken apart. `loading:` before a slug: its load is not back yet. */
export type Answer =
  | { kind: 'started'; slug: string }
  | { kind: 'queued'; slug: string; position: number }
  | { kind: 'removed' }
  | { kind: 'skipped'; slug: string; next: string | null }
  | { kind: 'paused' | 'resumed'; slug: string }
  | { kind: 'pausedAlready' | 'resumedAlready' | 'joined' | 'joinedAlready' | 'left' }
  | { kind: 'volume'; level: number }
  | { kind: 'loop'; mode: LoopMode }
  | {
      kind: 'panel';
      slug: string;
      paused: boolean;
      volume: number;
      loop: LoopMode;
      queued: number;
    }
  | {
      kind: 'page';
      current: string | null;
      paused: boolean;
      page: number;
      pages: number;
      total: number;
      entries: readonly string[];
    }
  /** In place of an answer that came true and is over: no further answer. */
  | { kind: 'corrected' }
  | { kind: 'failure'; code: string; text: string }
  | { kind: 'unread'; text: string };

/** One command of a member with everything that came of it. Times in milliseconds since the epoch. */
export interface Command {
  /** In the order of typing, over all sessions. */
  id: number;
  /** Index of the channel it was typed for. */
  channel: number;
  action: Action;
  typedAt: number;
  /** null: Discord showed "The application did not respond". */
  ackedAt: number | null;
  /** Of the first answer that is no placeholder. */
  answeredAt: number | null;
  /** Every answer that was shown, in order; more than one where it was told again. */
  answers: readonly Answer[];
}

export type FaultKind =
  | 'worker.kill'
  | 'worker.freeze'
  | 'worker.handover'
  | 'master.kill'
  | 'master.freeze'
  | 'master.handover'
  | 'redis.restart'
  | 'redis.freeze'
  | 'redis.partition'
  | 'redis.latency'
  | 'redis.reset'
  | 'dynamodb.outage'
  | 'lavalink.reset'
  | 'lavalink.latency'
  | 'lavalink.partition'
  | 'discord.reset'
  | 'discord.latency'
  | 'gateway.reconnect'
  | 'gateway.drop'
  | 'gateway.resumable'
  | 'gateway.lost'
  | 'voice.4006'
  | 'voice.4014'
  | 'voice.4015'
  | 'node.kill'
  | 'node.freeze';

/** A fault as it was done. */
export interface FaultRecord {
  kind: FaultKind;
  /** What it was done to, in words. */
  target: string;
  at: number;
  /** When what was broken worked again: the link, the process or its replacement. */
  healedAt: number;
  /** Why it was not done. */
  skipped?: string;
}

/** A stretch without sound longer than 40 ms. */
export interface Gap {
  at: number;
  ms: number;
}

/** A run of one tone. */
export interface HeardTrack {
  /** null: a tone of no track. */
  slug: string | null;
  hz: number;
  from: number;
  until: number;
}

/** Sound on a voice connection that another one had replaced: a second player for the same bot. */
export interface StrayRun {
  from: number;
  until: number;
  frames: number;
}

export interface ChannelAudio {
  channel: number;
  firstFrameAt: number | null;
  lastFrameAt: number | null;
  frames: number;
  lostFrames: number;
  badFrames: number;
  strays: readonly StrayRun[];
  gaps: readonly Gap[];
  heard: readonly HeardTrack[];
}

/** A moment at which somebody who should have run had to wait: the machine's doing. */
export interface Stall {
  at: number;
  ms: number;
  /** Which thread; absent where there is only one. */
  who?: string;
}

export interface Letter {
  workerId: string;
  jobId: string | null;
  command: string | null;
  code: string;
  message: string;
  applied: boolean;
}

/** Everything the checker knows. */
export interface History {
  seed: number;
  startedAt: number;
  /** When the first fault could happen. */
  faultsFrom: number;
  /** When the last fault was healed and every command settled: the audit begins. */
  calmAt: number;
  endedAt: number;
  channels: readonly { name: string; guild: string }[];
  commands: readonly Command[];
  faults: readonly FaultRecord[];
  audio: readonly ChannelAudio[];
  /** By who was late: this process's event loop, a thread that only sleeps, the threads that carry the sound. */
  stalls: { harness: readonly Stall[]; machine: readonly Stall[]; sound: readonly Stall[] };
  load: readonly { at: number; one: number }[];
  deadLetters: readonly Letter[];
}
