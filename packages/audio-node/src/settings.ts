import { delimiter } from 'node:path';
import { AnankorError } from '@anankor/core';

export interface NodeSettings {
  /** 0 takes a free port. */
  port: number;
  host: string;
  password: string;
  /** Where clients reach `/artwork`; the address it listens on unless told. */
  publicUrl: string | undefined;
  playerUpdateIntervalMs: number;
  statsIntervalMs: number;
  /** Share of connections, 0 to 1, that get `stats` before `ready`. */
  statsBeforeReady: number;
  trackStuckMs: number;
  /** How long a track is kept in a player without voice. */
  cleanupMs: number;
  /** Folders whose audio files may be played. */
  localFolders: readonly string[];
  /** Hosts that `http` tracks may come from although their addresses are private; `*` is any. */
  privateHosts: readonly string[];
  maxFileBytes: number;
  fetchTimeoutMs: number;
}

export const defaultSettings: NodeSettings = {
  port: 2333,
  host: '127.0.0.1',
  password: 'youshallnotpass',
  publicUrl: undefined,
  playerUpdateIntervalMs: 5000,
  statsIntervalMs: 60_000,
  statsBeforeReady: 0.2,
  trackStuckMs: 10_000,
  cleanupMs: 60_000,
  localFolders: [],
  privateHosts: [],
  maxFileBytes: 64 * 1024 * 1024,
  fetchTimeoutMs: 20_000,
};

/** Settings from the environment, as the README lists them. Throws ENV_INVALID naming the variable. */
export function readSettings(env: NodeJS.ProcessEnv): NodeSettings {
  const base = defaultSettings;
  return {
    port: number(env, 'SERVER_PORT', base.port, 65_535),
    host: env['SERVER_ADDRESS'] ?? base.host,
    password: env['LAVALINK_PASSWORD'] ?? env['LAVALINK_SERVER_PASSWORD'] ?? base.password,
    publicUrl: env['PUBLIC_URL'] ?? base.publicUrl,
    playerUpdateIntervalMs: number(env, 'PLAYER_UPDATE_INTERVAL_MS', base.playerUpdateIntervalMs),
    statsIntervalMs: number(env, 'STATS_INTERVAL_MS', base.statsIntervalMs),
    statsBeforeReady: number(env, 'STATS_BEFORE_READY', base.statsBeforeReady, 1),
    trackStuckMs: number(env, 'TRACK_STUCK_MS', base.trackStuckMs),
    cleanupMs: number(env, 'PLAYER_CLEANUP_MS', base.cleanupMs),
    localFolders: list(env['LOCAL_FOLDERS'], delimiter),
    privateHosts: list(env['HTTP_PRIVATE_HOSTS'], ','),
    maxFileBytes: number(env, 'HTTP_MAX_BYTES', base.maxFileBytes),
    fetchTimeoutMs: number(env, 'HTTP_TIMEOUT_MS', base.fetchTimeoutMs),
  };
}

function number(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!(value >= 0 && value <= max))
    throw new AnankorError('ENV_INVALID', `${name} must be a number between 0 and ${max}`);
  return value;
}

function list(text: string | undefined, separator: string): string[] {
  return (text ?? '').split(separator).filter((entry) => entry !== '');
}
