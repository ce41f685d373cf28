import type { AnankorError, Clock } from '@anankor/core';
import { NodePool } from '@anankor/music';
import type { Around } from '@anankor/telemetry';
import type { NodeSessionStore, NodeState } from '@anankor/music';
import type { OnUnreadable } from '@anankor/schemas';
import type { VoiceSeats } from '../bot/voice-seats.ts';
import type { WorkerConfig } from '../env.ts';
import type { WorkerEvents } from '../metrics/worker-events.ts';
import type { Guilds } from '../services/guilds.ts';

export interface WorkerNodePoolOptions {
  config: WorkerConfig;
  /** The worker bot's user id. */
  userId: string;
  /** Throws CLAIM_LOST where the worker is no longer ours. */
  guard(): void;
  clock: Clock;
  store: NodeSessionStore;
  events: WorkerEvents;
  /** Sees every REST call. */
  around: Around;
  seats: VoiceSeats;
  guilds(): Guilds | undefined;
  onFatal(error: AnankorError): void;
  /** A node came up, was lost, or is in another trouble. */
  onNodes(nodes: readonly NodeState[]): void;
  onUnreadable: OnUnreadable;
}

/** The worker's connections to all Lavalink nodes, with their events led into the guilds' lanes. */
export function nodePool(options: WorkerNodePoolOptions): NodePool {
  const {
    config,
    userId,
    guard,
    clock,
    store,
    events,
    around,
    seats,
    guilds,
    onFatal,
    onNodes,
    onUnreadable,
  } = options;
  const pool = new NodePool(config.lavalinkNodes, {
    userId,
    guard,
    clock,
    store,
    onUnreadable,
    around,
    timing: { resumeS: Math.round(config.LAVALINK_RESUME_TIMEOUT / 1000) },
    listener: {
      onEvent: (guildId, event) => {
        if (event.type === 'voiceClosed' && event.code !== 4014) seats.forget(guildId);
        guilds()?.notify(guildId, event);
      },
      onNode: (event) => {
        if (event.type === 'nodeReady') events.nodeUp(event.name, event.kept);
        guilds()?.broadcast(event);
        onNodes(pool.states);
      },
      onError: (error, node) => {
        events.nodeTrouble(node, error);
        onNodes(pool.states);
        if (error.code === 'CLAIM_LOST') onFatal(error);
      },
      belongs: (guildId, node) => guilds()?.belongs(guildId, node) ?? false,
    },
  });
  return pool;
}
