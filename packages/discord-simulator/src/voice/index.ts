/**
 * The voice server: Discord's voice gateway v8 over TLS WebSocket, audio over UDP, and a report of what was heard.
 *
 * ```ts
 * const voice = await VoiceServer.start();
 * // main gateway, before VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE {token, guild_id, endpoint: voice.endpoint}:
 * voice.admit({ guildId, channelId, userId, sessionId, token });
 * // test: track A, then track B, and nothing a listener notices in between
 * const report = voice.report({ guildId, channelId, since });
 * report.segments; // [{hz: 440, startAt, endAt, …}, {hz: 550, …}]
 * report.largestInterruptionMs; // 22
 * ```
 *
 * - Clients must trust `voice.certificate` (NODE_EXTRA_CA_CERTS, or a Java trust store). Pass the pair made by
 *   `createCertificate` to several servers to trust one for all.
 * - The UDP socket lives in a worker thread, which stamps, decrypts and decodes: a stall of the main thread is no gap.
 * - A report covers everything a selector matches, across reconnects, resumes and SSRCs, so a fail-over's gap is in
 *   `gaps` with `acrossSources`. Gaps are split in announced ones (silence frames or `speaking: 0` came before: a
 *   pause, a track's end) and `interruptions`.
 * - A user has one voice connection a guild. Who identifies last has it: the other is closed with 4006, and what it
 *   still sends counts as `strayFrames`.
 */
export { createCertificate, type Certificate } from './certificate.ts';
export type { Admission, VoiceSeat } from './admissions.ts';
export type {
  AudioGap,
  AudioReport,
  AudioSelector,
  AudioSource,
  ToneSample,
  ToneSegment,
} from './audio/audio-report.ts';
export { encryptionModes, type EncryptionMode } from './audio/rtp.ts';
export type { DecodeMode } from './audio/tone-listener.ts';
export {
  VoiceServer,
  type VoicePlace,
  type VoiceServerEvents,
  type VoiceServerOptions,
} from './voice-server.ts';
