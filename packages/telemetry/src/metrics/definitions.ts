import type { MetricDefinitions } from './define.ts';

/** Seconds; from a commit in memory to what Discord's three seconds allow. */
const latency = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** Seconds; waiting in a queue, up to a job's expiry. */
const waiting = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 15, 60, 120] as const;

const both = {
  dependencyUp: {
    name: 'anankor_dependency_up',
    type: 'gauge',
    help: 'Whether a dependency answers: 1 or 0',
    labels: ['dependency'],
  },
  dynamodbDuration: {
    name: 'anankor_dynamodb_request_duration_seconds',
    type: 'histogram',
    help: 'Requests to DynamoDB, with their retries',
    labels: ['operation', 'outcome'],
    buckets: latency,
  },
  discordRequestDuration: {
    name: 'anankor_discord_request_duration_seconds',
    type: 'histogram',
    help: 'Requests to Discord, each try by itself (ok, refused, limited, failed, unreachable)',
    labels: ['operation', 'outcome'],
    buckets: latency,
  },
  lavalinkRequestDuration: {
    name: 'anankor_lavalink_request_duration_seconds',
    type: 'histogram',
    help: 'REST calls to Lavalink (ok, missing, refused, failed, unreachable)',
    labels: ['node', 'operation', 'outcome'],
    buckets: latency,
  },
  errors: {
    name: 'anankor_errors_total',
    type: 'counter',
    help: 'Failures by code; mistakes of users are not among them',
    labels: ['code', 'kind'],
  },
  unreadableInputs: {
    name: 'anankor_unreadable_inputs_total',
    type: 'counter',
    help: 'Input from outside that could not be read and was skipped, by where it came from (gateway, discord, lavalink, redis, dynamodb, file) and what it was',
    labels: ['source', 'kind'],
  },
} as const satisfies MetricDefinitions;

export const masterMetrics = {
  ...both,
  interactions: {
    name: 'anankor_interactions_total',
    type: 'counter',
    help: 'Interactions received, by what became of them (accepted, refused, duplicate, failed)',
    labels: ['command', 'kind', 'outcome'],
  },
  acknowledgeDuration: {
    name: 'anankor_interaction_acknowledge_duration_seconds',
    type: 'histogram',
    help: 'From the creation of an interaction at Discord to its acknowledgement; Discord drops it after 3 s',
    labels: ['command'],
    buckets: latency,
  },
  enqueueDuration: {
    name: 'anankor_enqueue_duration_seconds',
    type: 'histogram',
    help: 'From the acknowledged interaction to the job on the stream',
    labels: ['command', 'outcome'],
    buckets: latency,
  },
  refusals: {
    name: 'anankor_refusals_total',
    type: 'counter',
    help: 'Commands refused to the user, by failure code',
    labels: ['command', 'code'],
  },
  claimsTakenOver: {
    name: 'anankor_claims_taken_over_total',
    type: 'counter',
    help: 'Claims of another replica that were finished here after its lease ran out',
    labels: ['outcome'],
  },
  outboxEntries: {
    name: 'anankor_outbox_entries_total',
    type: 'counter',
    help: 'What workers had the master say, by what became of it (sent, gone, forbidden, rejected, old, unreadable)',
    labels: ['kind', 'outcome'],
  },
  gatewayLatency: {
    name: 'anankor_gateway_latency_seconds',
    type: 'gauge',
    help: 'Round trip of the last gateway heartbeat',
    labels: [],
  },
  guilds: {
    name: 'anankor_guilds',
    type: 'gauge',
    help: 'Guilds of the shards that this replica of the master connects',
    labels: [],
  },
  shards: {
    name: 'anankor_gateway_shards',
    type: 'gauge',
    help: 'Gateway shards that this replica of the master is connected to',
    labels: [],
  },
  workersOnline: {
    name: 'anankor_workers_online',
    type: 'gauge',
    help: 'Workers with a live claim, as seen by the master',
    labels: [],
  },
} as const satisfies MetricDefinitions;

export const workerMetrics = {
  ...both,
  jobs: {
    name: 'anankor_jobs_total',
    type: 'counter',
    help: 'Jobs finished, by what became of them (done, refused, expired, unanswered, dead)',
    labels: ['worker', 'command', 'outcome'],
  },
  jobRetries: {
    name: 'anankor_job_retries_total',
    type: 'counter',
    help: 'Deliveries of a job after its first',
    labels: ['worker', 'reason'],
  },
  deadLetters: {
    name: 'anankor_dead_letters_total',
    type: 'counter',
    help: 'Jobs given up, by error code',
    labels: ['worker', 'code'],
  },
  jobWait: {
    name: 'anankor_job_wait_seconds',
    type: 'histogram',
    help: 'From the issue of a command to the beginning of its handling',
    labels: ['worker'],
    buckets: waiting,
  },
  jobDuration: {
    name: 'anankor_job_duration_seconds',
    type: 'histogram',
    help: 'Handling of a job by stage (decide, commit, reply)',
    labels: ['worker', 'stage'],
    buckets: latency,
  },
  jobEndToEnd: {
    name: 'anankor_job_end_to_end_seconds',
    type: 'histogram',
    help: 'From the issue of a command to its reply',
    labels: ['worker', 'command'],
    buckets: waiting,
  },
  streamDepth: {
    name: 'anankor_stream_depth',
    type: 'gauge',
    help: 'Jobs on the stream, pending ones included',
    labels: ['worker'],
  },
  streamPending: {
    name: 'anankor_stream_pending',
    type: 'gauge',
    help: 'Jobs delivered and not acknowledged',
    labels: ['worker'],
  },
  streamOldest: {
    name: 'anankor_stream_oldest_age_seconds',
    type: 'gauge',
    help: 'Age of the oldest job on the stream; 0 where there is none',
    labels: ['worker'],
  },
  claimHeld: {
    name: 'anankor_claim_held',
    type: 'gauge',
    help: 'Whether this process owns a bot token: 1, or 0 for a hot standby',
    labels: ['worker'],
  },
  tokenRefused: {
    name: 'anankor_worker_token_refused',
    type: 'gauge',
    help: 'Whether Discord refused the bot token of a worker, so that no process tries it for a while: 1 or 0',
    labels: ['worker'],
  },
  leaseRemaining: {
    name: 'anankor_lease_remaining_seconds',
    type: 'gauge',
    help: 'For how long the worker surely is this process’s; 0 where it is not',
    labels: ['worker'],
  },
  claimTransitions: {
    name: 'anankor_claim_transitions_total',
    type: 'counter',
    help: 'Claims taken, released, drained (for another process) and lost',
    labels: ['worker', 'outcome'],
  },
  fencedCommits: {
    name: 'anankor_fenced_commits_total',
    type: 'counter',
    help: 'Commits refused because another process owns the token by now',
    labels: ['worker'],
  },
  takeoverDuration: {
    name: 'anankor_takeover_duration_seconds',
    type: 'histogram',
    help: 'From winning a claim to serving it, by stage (state, lavalink, total)',
    labels: ['worker', 'stage'],
    buckets: latency,
  },
  sessions: {
    name: 'anankor_sessions',
    type: 'gauge',
    help: 'Sessions of the worker by state (playing, paused, idle, parked, unreadable)',
    labels: ['worker', 'state'],
  },
  listeners: {
    name: 'anankor_listeners',
    type: 'gauge',
    help: 'Members in the voice channels of the worker’s sessions who can hear it',
    labels: ['worker'],
  },
  queueEntries: {
    name: 'anankor_queue_entries',
    type: 'histogram',
    help: 'Entries that wait in a queue, observed whenever a track starts',
    labels: ['worker'],
    buckets: [0, 1, 2, 5, 10, 25, 50, 100, 250, 1_000, 10_000],
  },
  notices: {
    name: 'anankor_notices_total',
    type: 'counter',
    help: 'What happened to sessions without a command, by kind',
    labels: ['worker', 'kind'],
  },
  tracksStarted: {
    name: 'anankor_tracks_started_total',
    type: 'counter',
    help: 'Tracks that began to play',
    labels: ['worker', 'source'],
  },
  tracksEnded: {
    name: 'anankor_tracks_ended_total',
    type: 'counter',
    help: 'Tracks that ended, by reason (finished, skipped, failed, stuck) and source; skipped is any end that a command made',
    labels: ['worker', 'reason', 'source'],
  },
  firstSound: {
    name: 'anankor_first_sound_seconds',
    type: 'histogram',
    help: 'From the issue of a command to the start of the track that it chose, as Lavalink tells it',
    labels: ['worker'],
    buckets: latency,
  },
  loadDuration: {
    name: 'anankor_track_load_duration_seconds',
    type: 'histogram',
    help: 'Resolving a link or a search at Lavalink, by what it came to',
    labels: ['source', 'outcome'],
    buckets: latency,
  },
  reconciles: {
    name: 'anankor_reconciles_total',
    type: 'counter',
    help: 'Comparisons of the wanted player with the observed one, by what they led to (same, changed, failed)',
    labels: ['worker', 'outcome'],
  },
  lavalinkUp: {
    name: 'anankor_lavalink_node_up',
    type: 'gauge',
    help: 'Whether a Lavalink node is connected: 1 or 0',
    labels: ['worker', 'node'],
  },
  lavalinkPlayers: {
    name: 'anankor_lavalink_players',
    type: 'gauge',
    help: 'Players on a node by state (playing, idle), of all its clients, as it last said',
    labels: ['node', 'state'],
  },
  lavalinkFrames: {
    name: 'anankor_lavalink_frames',
    type: 'gauge',
    help: 'Audio frames of the last minute, an average over the players of a node (sent, nulled, lost)',
    labels: ['node', 'state'],
  },
  gatewayResumes: {
    name: 'anankor_gateway_sessions_total',
    type: 'counter',
    help: 'Gateway sessions by how they began (resumed, identified)',
    labels: ['worker', 'outcome'],
  },
} as const satisfies MetricDefinitions;

/** Every metric of the product by the app that exposes it; docs/05-observability.md is generated from it. */
export const metricDefinitions = { master: masterMetrics, worker: workerMetrics } as const;

/** What `createMetrics` adds to those of each app. */
export const buildInfo = {
  name: 'anankor_build_info',
  type: 'gauge',
  help: 'Always 1; its labels say what runs',
  labels: ['service', 'version', 'node_version'],
} as const;
