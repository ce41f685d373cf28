import type { Track } from '@anankor/schemas';
import type { LoadOutcome } from '../session/load.ts';
import { fitForMembers, isRestriction, reasonOf } from './load-failure.ts';
import type { RestException, RestLoad, RestTrack } from './rest-answers.ts';
import { toTrack } from './wire.ts';

/** `reference`: finds the load in the logs. */
export function toOutcome(load: RestLoad, reference: string): LoadOutcome {
  switch (load.loadType) {
    case 'track':
      return { kind: 'track', tracks: [toTrack(load.data)] };
    case 'search': {
      const tracks = readable(load.data);
      return tracks.length > 0 ? { kind: 'search', tracks } : { kind: 'empty' };
    }
    case 'playlist': {
      const { info, tracks } = load.data;
      return playlist(info.name, tracks, info.selectedTrack);
    }
    case 'empty':
      return { kind: 'empty' };
    case 'error':
      return failed(load.data, reference);
  }
}

function readable(tracks: readonly (RestTrack | null)[]): Track[] {
  return tracks.filter((track) => track !== null).map(toTrack);
}

/** A link to a track within a playlist begins with that track; those before it come last. */
function playlist(name: string, given: readonly (RestTrack | null)[], selected: number): LoadOutcome {
  const linked = given[selected] ?? null;
  const from = linked === null ? 0 : selected;
  const tracks = readable([...given.slice(from), ...given.slice(0, from)]);
  if (tracks.length === 0) return { kind: 'empty' };
  return {
    kind: 'playlist',
    name,
    tracks,
    linked: linked !== null,
    unreadable: given.length - tracks.length,
  };
}

function failed(exception: RestException, reference: string): LoadOutcome {
  const { reason, forUsers } = reasonOf(exception);
  const cause = reason === null ? null : fitForMembers(reason);
  if (reason !== null && isRestriction(reason)) return { kind: 'restricted', cause, reference };
  return { kind: 'failed', cause: forUsers ? cause : null, reference };
}
