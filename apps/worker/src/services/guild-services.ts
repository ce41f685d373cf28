import type { AnankorError, Clock } from '@anankor/core';
import type { NodePool, SessionSettings, TrackLoader } from '@anankor/music';
import type { Reply } from '@anankor/schemas';
import type { Assignments } from '@anankor/storage';
import type { OwnVoice } from '../bot/own-voice.ts';
import type { VoiceSeats } from '../bot/voice-seats.ts';
import type { VoiceStates } from '../bot/voice-states.ts';
import type { JobTraces } from '../metrics/trace-job.ts';
import type { WorkerEvents } from '../metrics/worker-events.ts';
import type { MoveJobs } from './move-jobs.ts';
import type { MoveTiming } from './move-timing.ts';
import type { Replies } from './replies.ts';
import type { SeatTiming } from './seat-timing.ts';
import type { SessionCommits } from './session-commits.ts';
import type { SessionStore } from './session-store.ts';
import type { OnStep } from './steps.ts';

/** What every guild of an owned worker shares. */
export interface GuildServices {
  workerId: string;
  /** The bot's name as users see it. */
  workerName(): string;
  clock: Clock;
  /** Aborted when the worker is no longer ours: nothing may be done any more. */
  signal: AbortSignal;
  random: () => number;
  onStep: OnStep;
  settings: SessionSettings;
  store: SessionStore;
  /** The sessions of another worker: one that moves stays as it is, so that it can be read. */
  storeOf(workerId: string): Pick<SessionStore, 'load'>;
  moves: MoveJobs;
  moveTiming: MoveTiming;
  commits: SessionCommits;
  assignments: Assignments;
  voiceStates: VoiceStates;
  seats: VoiceSeats;
  seatTiming: SeatTiming;
  ownVoice: OwnVoice;
  /** Why Discord does not let the bot into a voice channel. */
  obstacle(guildId: string, channelId: string): Promise<Reply>;
  nodes: Pick<NodePool, 'up' | 'at' | 'pick' | 'names'>;
  loader: Pick<TrackLoader, 'load' | 'giveUp'>;
  replies: Replies;
  events: WorkerEvents;
  traces: JobTraces;
  /** Says that a claim was lost, found out by a refused write or call. */
  lost(error: AnankorError): void;
  /** Whether the jobs of a former owner were all handed over, so that a place that still loads is nobody's any more. */
  caughtUp(): boolean;
}
