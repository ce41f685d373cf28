import type { Delivery } from '@anankor/ipc';
import { failure, findCommand } from '@anankor/schemas';
import type { Caveat, Reply, ReplyKey } from '@anankor/schemas';
import type { SeatOutcome } from './seat-keeper.ts';

export interface TruthfulReplyOptions {
  delivery: Delivery;
  /** As it was decided, before its effect was there. */
  reply: Reply;
  /** What became of the bot's way into the voice channel. */
  outcome(): Promise<SeatOutcome>;
  /** Why the bot is not let into a channel. */
  obstacle(guildId: string, channelId: string): Promise<Reply>;
  /** What is to be told where the bot is in the channel and may not speak there; `called`: it is asked for again. */
  silence(called: boolean): Promise<Reply | null>;
  /** Why what plays is not heard just now. */
  caveat(): Caveat | null;
}

/** Successes that say that there is music, now or later. */
const sounding: ReadonlySet<string> = new Set<ReplyKey>([
  'play.started',
  'play.queued',
  'play.playlist',
  'resume.done',
  'skip.done',
  'queue.undone',
  'nowplaying',
  'join.done',
  'join.already',
]);

/** A success says what is so in the world: it waits until that is so, for a bounded time, and otherwise says what is. */
export async function truthfulReply(options: TruthfulReplyOptions): Promise<Reply> {
  const { delivery, reply, caveat } = options;
  if (reply.key === 'failure') return reply;
  const calls = findCommand(delivery.job.command)?.opensSession === true;
  const instead = calls ? await insteadOf(reply, options) : null;
  if (instead) return instead;
  const but = sounding.has(reply.key) ? caveat() : null;
  return but === null ? reply : { ...reply, caveat: but };
}

/** A success of a command that calls the bot says that it is there. */
async function insteadOf(
  reply: Reply,
  { delivery, outcome, obstacle, silence }: TruthfulReplyOptions,
): Promise<Reply | null> {
  const { guildId, channelId } = delivery.job;
  const seat = await outcome();
  // A former owner may have found it refused, and died before it said so.
  if (seat === 'refused' || (seat === 'over' && delivery.redelivered)) return obstacle(guildId, channelId);
  if (reply.key === 'play.queued' || reply.key === 'play.removed') return null;
  if (seat === 'pending') return failure('VC', { channelId, pending: true });
  return seat === 'seated' ? silence(reply.key === 'join.already') : null;
}
