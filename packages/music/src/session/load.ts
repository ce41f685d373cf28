import type { Track } from '@anankor/schemas';

/** What a query came to. Only `unavailable` is tried again: all others are answers. */
export type LoadOutcome =
  | { kind: 'track'; tracks: readonly [Track] }
  /** The best match first. */
  | { kind: 'search'; tracks: readonly Track[] }
  /** `linked`: the link named the first of the tracks. `unreadable`: how many the node sent that nobody can play. */
  | { kind: 'playlist'; name: string; tracks: readonly Track[]; linked?: boolean; unreadable?: number }
  | { kind: 'empty' }
  /** `cause` is null where it is not for members; `reference` finds it in the log. */
  | { kind: 'failed'; cause: string | null; reference: string }
  /** An age, region or login restriction. */
  | { kind: 'restricted'; cause: string | null; reference: string }
  /** A source or address that is not fetched from. Nothing was. */
  | { kind: 'denied' }
  /** Too many loads were waiting already. */
  | { kind: 'busy' }
  /** No node could be asked; to be asked again when one is up. */
  | { kind: 'unavailable' };
