import type { Delivery } from '@anankor/ipc';
import { failure, findCommand } from '@anankor/schemas';
import type { Reply } from '@anankor/schemas';
import type { SeatOutcome } from './seat-keeper.ts';

export interface TruthfulReplyOptions {
  delivery: Delivery;
  /** As it was decided, before its effect was there. */
  reply: Reply;
  /** What became of the bot's way into the voice channel. */
  outcome(): Promise<SeatOutcome>;
  /** Why the bot is not let into a channel. */
  obstacle(guildId: string, channelId: string): Promise<Reply>;
}

/** A success of a command that calls the bot says that it is there; so it is told once that is so, and otherwise what is. */
export async function truthfulReply(options: TruthfulReplyOptions): Promise<Reply> {
  const { delivery, reply, outcome, obstacle } = options;
  const { guildId, channelId, command } = delivery.job;
  if (reply.key === 'failure' || !findCommand(command)?.opensSession) return reply;
  const seat = await outcome();
  // A former owner may have found it refused, and died before it said so.
  if (seat === 'refused' || (seat === 'over' && delivery.redelivered)) return obstacle(guildId, channelId);
  const claimsPresence = reply.key !== 'play.queued' && reply.key !== 'play.removed';
  return seat === 'pending' && claimsPresence ? failure('VC', { channelId, pending: true }) : reply;
}
