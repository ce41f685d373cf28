import type { NodePlacement } from '../session/state.ts';
import type { ObservedPlayer, PlayerPatch } from '../session/reconcile.ts';

/**
 * The players of one worker on one node. Every call is guarded by the lease, has a timeout, and rejects with
 * LAVALINK_UNAVAILABLE (try again later), LAVALINK_REQUEST (the node refused it) or CLAIM_LOST.
 */
export interface PlayerPort {
  readonly placement: NodePlacement;
  /** The player as it is, null for none. */
  observe(guildId: string): Promise<ObservedPlayer | null>;
  observeAll(): Promise<ReadonlyMap<string, ObservedPlayer>>;
  /** Alters the player, making it where there is none: so observe first. Resolves to what it then is. */
  update(guildId: string, patch: PlayerPatch): Promise<ObservedPlayer>;
  destroy(guildId: string): Promise<void>;
}
