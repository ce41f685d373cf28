/** Prefix of every key, so that several installations (and tests) can share a Redis. */
export const DEFAULT_REDIS_PREFIX = 'anankor';

/**
 * Every Redis key of the product; docs/03-data-models.md gives their types, lives, writers and readers.
 * All keys of one worker hold the hash tag `{workerId}`, so that a script may touch several of them on Redis Cluster.
 */
export function redisKeys(prefix: string = DEFAULT_REDIS_PREFIX) {
  const ofWorker = (kind: string, workerId: string): string => `${prefix}:${kind}:{${workerId}}`;
  const session = (workerId: string, guildId: string): string =>
    `${ofWorker('session', workerId)}:${guildId}`;

  return {
    /** Stream: jobs on their way to a worker. */
    jobs: (workerId: string) => ofWorker('jobs', workerId),
    /** String: empty while the job is enqueued, its reply once it was applied; what makes a second delivery harmless. */
    job: (workerId: string, jobId: string) => `${ofWorker('job', workerId)}:${jobId}`,
    /** Integer: fencing token, INCR at every claim; a commit with an older one is refused. */
    epoch: (workerId: string) => ofWorker('epoch', workerId),
    /** Stream: jobs that were given up, without the interaction token. */
    deadLetters: (workerId: string) => ofWorker('dlq', workerId),

    /** Stream: what the masters are to say in a worker's place. */
    outbox: (workerId: string) => ofWorker('outbox', workerId),
    /** Hash: entry of the outbox → the message it was put into, so that a second try is the same message. */
    outboxMessages: (workerId: string) => ofWorker('outbox-messages', workerId),
    /** String with a short time to live: a message was just sent there, so what follows is gathered. */
    outboxTurn: (channelId: string) => `${prefix}:outbox-turn:${channelId}`,

    /** String with a short time to live: who owns a bot token. `tokenHash` is the token's SHA-256 in hex. */
    claim: (tokenHash: string) => `${prefix}:workers:claims:${tokenHash}`,
    /** Hash: token hash → JSON of a refusal by Discord: the variable, the cause, when it is tried again. */
    refusedTokens: () => `${prefix}:workers:refused`,
    /** Hash: worker id → JSON of its name, application id, token hash and label. */
    registry: () => `${prefix}:workers:registry`,
    /** String with a short time to live: an operator asks the owner to hand the worker over, or its sessions to other workers. */
    drain: (workerId: string) => ofWorker('drain', workerId),
    /** String: since when the worker is out of service, milliseconds; it gets no new session until that is taken back. */
    drained: (workerId: string) => ofWorker('drained', workerId),
    /** String: what became of the sessions that an operator asked the worker to give to others. */
    drainReport: (workerId: string) => ofWorker('drain-report', workerId),

    /** Hash: `version`, which commits check; `playback` and `head`, JSON of what has a constant size. */
    session,
    /** List: ids of the queue's entries in order. */
    sessionQueue: (workerId: string, guildId: string) => `${session(workerId, guildId)}:queue`,
    /** Hash: entry id → JSON of the entry; those of the queue and the current one. */
    sessionEntries: (workerId: string, guildId: string) => `${session(workerId, guildId)}:entries`,
    /** List: JSON of the entries that were played, the newest last, bounded. */
    sessionHistory: (workerId: string, guildId: string) => `${session(workerId, guildId)}:history`,
    /** List and hash like the queue's: the queue as it was before what an undo takes back. */
    sessionStash: (workerId: string, guildId: string) => `${session(workerId, guildId)}:stash`,
    sessionStashEntries: (workerId: string, guildId: string) => `${session(workerId, guildId)}:stash-entries`,
    /** Set: guilds in which the worker has a session. */
    sessions: (workerId: string) => ofWorker('sessions', workerId),

    /** Hash: guild id → the voice channel in which its session was last, of each session that is parked. */
    parked: (workerId: string) => ofWorker('parked', workerId),
    /** String with a short time to live: a process owned the worker a moment ago. */
    seen: (workerId: string) => ofWorker('seen', workerId),

    /** Hash: `sessions`, JSON of the gateway sessions to RESUME (id, sequence, resume URL, shard). */
    gateway: (workerId: string) => ofWorker('gateway', workerId),
    /** Hash: guild id → JSON snapshot of its voice states, since a RESUME brings no GUILD_CREATE. */
    voiceStates: (workerId: string) => ofWorker('voice-states', workerId),
    /** Hash: node → JSON of its Lavalink session. */
    lavalink: (workerId: string) => ofWorker('lavalink', workerId),
    /** Set: guilds the bot is a member of. */
    guilds: (workerId: string) => ofWorker('guilds', workerId),

    /** String with a life of a second: written at the start of a process, to see that Redis takes writes. */
    probe: () => `${prefix}:probe`,

    /** String with a short time to live: which replica of the master acts for a guild, so that its commands stay in order. */
    guildReplica: (guildId: string) => `${prefix}:guild-replica:${guildId}`,
    /** Sorted set: interactions that a replica acts on and that are neither claimed nor answered yet, by their time. */
    openInteractions: () => `${prefix}:interactions:open`,
    /** String with a short time to live: the interaction a replica acts on, then that it is settled. */
    interaction: (interactionId: string) => `${prefix}:interaction:${interactionId}`,
    /** String with a short time to live: a link too long for the value of a choice, by a hash of it. */
    suggestion: (id: string) => `${prefix}:suggestion:${id}`,
    /** String with a bounded life: whether an interaction is executed, given up, or its member was told so. */
    verdict: (interactionId: string) => `${prefix}:verdict:${interactionId}`,

    /** Hash: replica of the master → when it told that it lives, and the shards it is connected to. */
    shardReplicas: () => `${prefix}:shard-replicas:{master}`,
    /** String with a short time to live: the number of shards that all replicas work with. */
    shardCount: () => `${prefix}:shard-count:{master}`,
    /** Integer: fencing token, INCR at every claim of a shard. */
    shardEpoch: () => `${prefix}:shard-epoch:{master}`,
    /** String with a short time to live: the replica that is one of those connecting a shard, with its epoch. */
    shardSlot: (shard: number | string, slot: number | string) => `${prefix}:shard:{master}:${shard}:${slot}`,
    /** String that lives as long as Discord wants between two IDENTIFYs of a bucket. */
    identify: (bucket: number | string) => `${prefix}:identify:{master}:${bucket}`,
  };
}

export type RedisKeys = ReturnType<typeof redisKeys>;
