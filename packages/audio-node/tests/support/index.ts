/** What other packages' tests use to play on real audio nodes: `@anankor/audio-node/testing`. */
export { eventually } from './lavalink-connection.ts';
export { startNodeProcess } from './node-process.ts';
export type { NodeProcess } from './node-process.ts';
export { VoiceRoom, reportTime } from './voice-room.ts';
export type { Seat } from './voice-room.ts';
