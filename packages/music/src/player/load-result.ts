import type { LoadOutcome } from '../session/load.ts';
import { toTrack } from './wire.ts';
import type { WireTrack } from './wire.ts';

/** The body of /v4/loadtracks. */
export type WireLoad =
  | { loadType: 'track'; data: WireTrack }
  | { loadType: 'search'; data: WireTrack[] }
  | { loadType: 'playlist'; data: { info: { name: string }; tracks: WireTrack[] } }
  | { loadType: 'empty'; data: null }
  | { loadType: 'error'; data: { message?: string | null; severity: string } };

const restriction =
  /age[- ]?restrict|confirm your age|sign in|log ?in|in your (country|region)|blocked it|private video|members[- ]only/i;

/** `reference`: finds the load in the logs. */
export function toOutcome(load: WireLoad, reference: string): LoadOutcome {
  switch (load.loadType) {
    case 'track':
      return { kind: 'track', tracks: [toTrack(load.data)] };
    case 'search':
      return load.data.length > 0 ? { kind: 'search', tracks: load.data.map(toTrack) } : { kind: 'empty' };
    case 'playlist': {
      const { info, tracks } = load.data;
      return tracks.length > 0
        ? { kind: 'playlist', name: info.name, tracks: tracks.map(toTrack) }
        : { kind: 'empty' };
    }
    case 'empty':
      return { kind: 'empty' };
    case 'error': {
      const { message, severity } = load.data;
      if (message && restriction.test(message)) return { kind: 'restricted', cause: message };
      return { kind: 'failed', cause: severity === 'common' ? (message ?? null) : null, reference };
    }
  }
}
