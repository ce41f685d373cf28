import type { Clock, Service } from '@anankor/core';
import { createNoticeRenderer } from '@anankor/discord';
import type { Messenger } from '@anankor/discord';
import { createRedis, OutboxReader } from '@anankor/ipc';
import type { Redis, RegisteredWorkers } from '@anankor/ipc';
import type { RedisKeys } from '@anankor/storage';
import type { MasterEvents } from '../metrics/master-events.ts';
import type { OnStep } from '../workflows/steps.ts';
import { ChannelTurns } from './channel-turns.ts';
import { OutboxLoop } from './outbox-loop.ts';
import { OutboxMessages } from './outbox-messages.ts';

export interface OutboxOptions {
  redis: Redis;
  /** For a connection of its own, whose reads wait. */
  url: string;
  keys: RedisKeys;
  replica: string;
  registry: RegisteredWorkers;
  messenger: Messenger;
  onStep: OnStep;
  events: MasterEvents;
  clock: Clock;
}

/** What workers have the master say: read, made into messages, sent. */
export function outbox(options: OutboxOptions): Service {
  const { redis, url, keys, replica, registry, messenger, onStep, events, clock } = options;
  const blocking = createRedis(url, { role: 'blocking', name: 'anankor-master-outbox' });
  const reader = new OutboxReader({ blocking, commands: redis, keys, consumer: replica });
  const stopping = new AbortController();
  const messages = new OutboxMessages({
    reader,
    messenger,
    onStep,
    render: createNoticeRenderer(),
    turns: new ChannelTurns(redis, keys, clock),
    events,
    clock,
    signal: stopping.signal,
  });
  return new OutboxLoop({
    reader,
    messages,
    registry,
    stopping,
    disconnect: () => blocking.disconnect(),
    events,
    clock,
  });
}
