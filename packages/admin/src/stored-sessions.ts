import { throwRedisFailure } from '@anankor/ipc';
import type { Redis, RegisteredWorker } from '@anankor/ipc';
import { jsonOf, queueEntry, readLeniently, sessionPlayback, sessionRest } from '@anankor/schemas';
import type { RedisKeys } from '@anankor/storage';

/** A session as it is stored, for operators. No credential and nothing that this version can't read is part of it. */
export interface StoredSessionView {
  workerId: string;
  worker: string;
  guildId: string;
  /** `unreadable`: the worker can't read it. `none`: it ended, and its assignment is still to be released. */
  state: 'playing' | 'paused' | 'idle' | 'parked' | 'moving' | 'unreadable' | 'none';
  /** Why it is unreadable. */
  reason: string | null;
  channelId: string | null;
  track: string | null;
  queueLength: number | null;
  /** Entries that the queue names and nobody finds. */
  missingEntries: number;
  historyLength: number | null;
  version: string | null;
  /** Versions of this program's shapes by which its two parts were written; null: before there were any. */
  writtenBy: { playback: number | null; head: number | null };
  volume: number | null;
  loop: string | null;
  node: string | null;
  /** Whether Discord's voice credentials are there. */
  voice: boolean;
  /** Fields that can't be read and that have their default instead; fields of a later version. */
  lost: string[];
  unknown: string[];
}

/** Reads any session; rejects with REDIS_UNAVAILABLE alone. */
export async function storedSession(
  redis: Redis,
  keys: RedisKeys,
  { workerId, name }: Pick<RegisteredWorker, 'workerId' | 'name'>,
  guildId: string,
): Promise<StoredSessionView> {
  const of = [workerId, guildId] as const;
  const [hash, queue, entries, history] = (await Promise.all([
    redis.hgetall(keys.session(...of)).catch(nullIfOther),
    redis.lrange(keys.sessionQueue(...of), 0, -1).catch(nullIfOther),
    redis.hgetall(keys.sessionEntries(...of)).catch(nullIfOther),
    redis.llen(keys.sessionHistory(...of)).catch(nullIfOther),
  ])) as [Record<string, string> | null, string[] | null, Record<string, string> | null, number | null];
  const rest = sessionRest.parse({ id: guildId, textChannelId: '', ...objectOf(hash?.['head']), guildId });
  const playback = sessionPlayback.read(hash?.['playback']);
  const currentId = playback?.value.current ?? null;
  const empty = hash !== null && Object.keys(hash).length === 0 && queue?.length === 0;
  return {
    workerId,
    worker: name,
    guildId,
    ...stateOf(empty, rest?.value, playback?.value),
    channelId: rest?.value.channelId ?? null,
    track: titleOf(currentId === null ? undefined : entries?.[currentId]),
    queueLength: queue?.length ?? null,
    missingEntries: (queue ?? []).filter((id) => entries?.[id] === undefined).length,
    historyLength: history,
    version: hash?.['version'] ?? null,
    writtenBy: { playback: versionOf(hash?.['playback']), head: versionOf(hash?.['head']) },
    volume: rest?.value.volume ?? null,
    loop: rest?.value.loop ?? null,
    node: rest?.value.node?.name ?? null,
    voice: rest?.value.voice.server != null,
    lost: [
      ...(playback?.lost.map((path) => `playback.${path}`) ?? (empty ? [] : ['playback'])),
      ...(rest?.lost.map((path) => `head.${path}`) ?? []),
    ],
    unknown: [...namesOf('playback', sessionPlayback, playback), ...namesOf('head', sessionRest, rest)],
  };
}

type Rest = NonNullable<ReturnType<typeof sessionRest.parse>>['value'];
type Playback = NonNullable<ReturnType<typeof sessionPlayback.parse>>['value'];

function stateOf(
  empty: boolean,
  rest: Rest | undefined,
  playback: Playback | undefined,
): Pick<StoredSessionView, 'state' | 'reason'> {
  if (empty) return { state: 'none', reason: null };
  if (!rest)
    return { state: 'unreadable', reason: 'its head is missing, no JSON, or names no voice channel' };
  const state = rest.moving
    ? 'moving'
    : rest.parked
      ? 'parked'
      : (playback?.current ?? null) === null
        ? 'idle'
        : playback?.paused
          ? 'paused'
          : 'playing';
  return { state, reason: null };
}

function titleOf(entry: string | undefined): string | null {
  const read = readLeniently(queueEntry, jsonOf(entry));
  return read?.value.state === 'ready' ? read.value.track.title : null;
}

function versionOf(text: string | undefined): number | null {
  const { v } = objectOf(text) as { v?: unknown };
  return typeof v === 'number' ? v : null;
}

function namesOf(
  part: string,
  shape: { unknownOf(value: object): object | null },
  read: { value: object } | null,
): string[] {
  return Object.keys((read && shape.unknownOf(read.value)) ?? {}).map((name) => `${part}.${name}`);
}

function objectOf(text: string | undefined): object {
  const value = jsonOf(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** Null for a key of another type than ours. */
function nullIfOther(error: unknown): null {
  if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return null;
  return throwRedisFailure(error);
}
