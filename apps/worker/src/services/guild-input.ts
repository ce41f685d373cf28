import type { Delivery } from '@anankor/ipc';
import type { LoadOutcome, Moving, SessionEvent } from '@anankor/music';
import type { MoveDecision } from './move-host.ts';

/** What a guild's lane takes in. */
export type GuildInput =
  | { kind: 'job'; delivery: Delivery }
  | { kind: 'loaded'; entryId: string; query: string; outcome: LoadOutcome; delivery: Delivery | null }
  | { kind: 'move'; moving: Moving; begun: (refusal: string | null) => void }
  | { kind: 'decision'; decision: MoveDecision }
  | { kind: 'event'; event: SessionEvent }
  | { kind: 'settled' };
