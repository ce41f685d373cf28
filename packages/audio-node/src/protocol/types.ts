/** Shapes of Lavalink's v4 protocol, as they appear on the wire. Times and positions are milliseconds. */
export interface TrackInfo {
  identifier: string;
  isSeekable: boolean;
  author: string | null;
  length: number;
  isStream: boolean;
  position: number;
  title: string | null;
  uri: string | null;
  artworkUrl: string | null;
  isrc: string | null;
  sourceName: string;
}

export interface Track {
  encoded: string;
  info: TrackInfo;
  pluginInfo: Record<string, never>;
  userData: Record<string, unknown>;
}

export interface VoiceState {
  token: string;
  endpoint: string;
  sessionId: string;
  channelId: string;
}

export interface PlayerState {
  /** Unix time at which the rest was true. */
  time: number;
  position: number;
  connected: boolean;
  /** Round trip of the voice gateway, -1 while unknown. */
  ping: number;
}

export interface LavalinkException {
  message: string | null;
  severity: 'common' | 'suspicious' | 'fault';
  cause: string;
  causeStackTrace: string;
}

export type TrackEndReason = 'finished' | 'loadFailed' | 'stopped' | 'replaced' | 'cleanup';

export type PlayerEvent =
  | { type: 'TrackStartEvent'; track: Track }
  | { type: 'TrackEndEvent'; track: Track; reason: TrackEndReason }
  | { type: 'TrackExceptionEvent'; track: Track; exception: LavalinkException }
  | { type: 'TrackStuckEvent'; track: Track; thresholdMs: number }
  | { type: 'WebSocketClosedEvent'; code: number; reason: string; byRemote: boolean };

export type LoadResult =
  | { loadType: 'track'; data: Track }
  | {
      loadType: 'playlist';
      data: {
        info: { name: string; selectedTrack: number };
        pluginInfo: Record<string, never>;
        tracks: Track[];
      };
    }
  | { loadType: 'search'; data: Track[] }
  | { loadType: 'empty'; data: null }
  | { loadType: 'error'; data: LavalinkException };
