import { randomBytes, randomInt } from 'node:crypto';
import { Snowflake } from '@sapphire/snowflake';

const discordEpoch = 1_420_070_400_000n;

/** Discord ids: ordered by time, and different between simulators that run at the same time. */
export class Ids {
  readonly #snowflakes = new Snowflake(discordEpoch);
  readonly #workerId = BigInt(randomInt(32));
  readonly #processId = BigInt(randomInt(32));

  next(): string {
    return this.#snowflakes.generate({ workerId: this.#workerId, processId: this.#processId }).toString();
  }
}

/** Random text for tokens and session ids; `bytes` of entropy. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** Shaped as Discord's: the first segment is the bot's user id, so clients can derive it. */
export function botToken(userId: string): string {
  return `${Buffer.from(userId).toString('base64url')}.${randomText(4).slice(0, 6)}.${randomText(20)}`;
}

/** The shard of `count` that a guild's events go to. */
export function shardOf(guildId: string, count: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(count));
}
