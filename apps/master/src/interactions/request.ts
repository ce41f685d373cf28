import type { Command, CommandDefinition, Job, ReplyRoute } from '@anankor/schemas';

/** Who pressed or typed, as the interaction itself tells. */
export interface Caller {
  userId: string;
  roleIds: readonly string[];
  /** Permissions in the channel the interaction came from. */
  permissions: bigint;
  /** The voice channel the caller is in. */
  voiceChannelId: string | null;
}

/** A command that somebody wants, valid in itself; whether it is allowed is still open. */
export interface CommandRequest {
  command: Command & CommandDefinition;
  input: Record<string, unknown>;
  guildId: string;
  textChannelId: string;
  caller: Caller;
  origin: Job['origin'];
  /** The voice channel whose session is meant; null: whichever session the guild has. */
  channelId: string | null;
  route: ReplyRoute & { deferred: NonNullable<ReplyRoute['deferred']> };
}
