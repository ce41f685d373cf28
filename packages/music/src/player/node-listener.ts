import type { AnankorError } from '@anankor/core';
import type { SessionEvent } from '../session/event.ts';
import type { FrameStats } from './wire.ts';

/** What a node says of itself every minute, all its clients together. */
export interface NodeStats {
  players: number;
  playingPlayers: number;
  /** Null while nothing plays. */
  frames: FrameStats | null;
}

/** Where what the nodes tell goes to. Calls come in the order in which the nodes told. */
export interface NodeListener {
  /** To the guild's session. */
  onEvent(guildId: string, event: SessionEvent): void;
  /** To every session. */
  onNode(event: Extract<SessionEvent, { type: 'nodeReady' | 'nodeLost' }>): void;
  /** For the log, once for a row of the same; the node is tried again unless it is CLAIM_LOST. */
  onError(error: AnankorError, node: string): void;
  /** Whether the guild's session may have its player on this node; a player that nobody wants there is destroyed. */
  belongs(guildId: string, node: string): boolean;
}

/** What a successor needs to go on with the players. */
export interface StoredNodeSession {
  /** Lavalink's. */
  sessionId: string;
  /** When the node was last known to be up, milliseconds since the epoch. */
  aliveAt: number;
}

/** Kept outside the process, for the worker bot. */
export interface NodeSessionStore {
  load(node: string): Promise<StoredNodeSession | null>;
  save(node: string, session: StoredNodeSession): Promise<void>;
}
