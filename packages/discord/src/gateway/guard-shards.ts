import type { InputReader } from '@anankor/schemas';
import { kindOfFrame, schemaOfFrame } from './frame.ts';

/** What is private to a shard of @discordjs/ws, versions 1 and 2. */
interface Shard {
  /** The frame, or null for the library to ignore it. */
  unpackMessage(data: unknown, isBinary: boolean): Promise<unknown>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
}

interface Strategy {
  spawn(shardIds: number[]): Promise<void>;
}

/**
 * Has every frame checked before @discordjs/ws reads it. The library reads frames unchecked, in a promise that nobody awaits, and
 * calls the listeners of discord.js and our own in it: whatever throws there would end the process, and a RESUME would send the
 * same frame to every successor. A frame that does not fit is ignored; an event that makes a listener throw counts as received.
 */
export function guardShards<Guarded extends Strategy>(strategy: Guarded, reader: InputReader): Guarded {
  const spawn = strategy.spawn.bind(strategy);
  strategy.spawn = async (shardIds) => {
    await spawn(shardIds);
    for (const shard of shardsOf(strategy)) guardShard(shard, reader);
  };
  return strategy;
}

function shardsOf(strategy: Strategy): Iterable<Shard> {
  const { shards } = strategy as unknown as { shards: Map<number, Shard> };
  return shards.values();
}

function guardShard(shard: Shard, reader: InputReader): void {
  const unpack = shard.unpackMessage.bind(shard);
  const handle = shard.onMessage.bind(shard);
  let reading: unknown;
  shard.unpackMessage = async (data, isBinary) => {
    const frame = await unpack(data, isBinary);
    reading = frame;
    // Null, too, is a part of a compressed frame whose end is to come.
    if (frame === null) return null;
    const kind = kindOfFrame(frame);
    const schema = schemaOfFrame(typeof frame === 'object' ? frame : {});
    return reader.read(kind, schema, frame) === undefined ? null : frame;
  };
  shard.onMessage = (data, isBinary) =>
    handle(data, isBinary).catch((error: unknown) => reader.rejectThrown(kindOfFrame(reading), error));
}
