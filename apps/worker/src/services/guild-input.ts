import type { Delivery } from '@anankor/ipc';
import type { LoadOutcome, Moving, SessionEvent } from '@anankor/music';
import type { MoveDecision } from './move-host.ts';

/** What a guild's lane takes in. */
export type GuildInput =
  | { kind: 'job'; delivery: Delivery }
  /** A load that an earlier one of is not answered. */
  | { kind: 'load'; entryId: string; query: string; delivery: Delivery | null }
  | { kind: 'loaded'; entryId: string; query: string; outcome: LoadOutcome }
  | { kind: 'move'; moving: Moving; begun: (refusal: string | null) => void }
  | { kind: 'decision'; decision: MoveDecision }
  | { kind: 'event'; event: SessionEvent }
  | { kind: 'settled' };
