/** Everything a test may shorten or tighten. Durations in milliseconds; the defaults are Discord's own. */
export interface SimulatorSettings {
  /** Address the HTTP server listens on. */
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** An interaction without a first response after this long is lost (10062). */
  firstResponseMs: number;
  /** Life of an interaction token; past it the webhook answers 50027. */
  interactionTokenMs: number;
  /** How long a gateway session whose socket is gone can be resumed. A bot's voice lives as long. */
  resumeWindowMs: number;
  /** Interval told in op 10. */
  heartbeatIntervalMs: number;
  /** A client silent for the interval plus this is closed with 4009; its session stays resumable. */
  heartbeatGraceMs: number;
  /** Dispatches a session keeps for a replay; an older RESUME gets op 9 false. */
  replayLimit: number;
  /** Shards that GET /gateway/bot asks for; a client may identify with any number. */
  shards: number;
  /** IDENTIFYs a day; past it the token is reset, as Discord does. */
  identifiesPerDay: number;
  /** IDENTIFYs allowed at once per `identifyIntervalMs`; more get op 9 false. */
  identifyConcurrency: number;
  identifyIntervalMs: number;
  /** Payloads a client may send per minute before it is closed with 4008. */
  sendsPerMinute: number;
  /** REST requests per second and bot, interactions and webhooks not counted. */
  requestsPerSecond: number;
  /** Bucket of one channel's or webhook's messages: `limit` requests per `windowMs`. */
  messageBucket: { limit: number; windowMs: number };
  /** Commands created a day and application or guild before 30034. */
  commandCreationsPerDay: number;
  /** Newest entries the transcript keeps. */
  transcriptLimit: number;
  /**
   * A bot moved to another channel: `reconnect` closes its voice socket (4014) and sends a new VOICE_SERVER_UPDATE;
   * `keep` leaves the voice connection alone, as Discord sometimes does inside one region.
   */
  voiceMoves: 'reconnect' | 'keep';
}

export const discordSettings: SimulatorSettings = {
  host: '127.0.0.1',
  port: 0,
  firstResponseMs: 3_000,
  interactionTokenMs: 15 * 60_000,
  resumeWindowMs: 3 * 60_000,
  heartbeatIntervalMs: 41_250,
  heartbeatGraceMs: 20_000,
  replayLimit: 10_000,
  shards: 1,
  identifiesPerDay: 1_000,
  identifyConcurrency: 1,
  identifyIntervalMs: 5_000,
  sendsPerMinute: 120,
  requestsPerSecond: 50,
  messageBucket: { limit: 5, windowMs: 5_000 },
  commandCreationsPerDay: 200,
  transcriptLimit: 50_000,
  voiceMoves: 'reconnect',
};
