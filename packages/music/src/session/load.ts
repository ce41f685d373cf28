import type { Track } from '@anankor/schemas';

/** What a query came to. */
export type LoadOutcome =
  | { kind: 'track'; tracks: readonly [Track] }
  /** The best match first. */
  | { kind: 'search'; tracks: readonly Track[] }
  | { kind: 'playlist'; name: string; tracks: readonly Track[] }
  | { kind: 'empty' }
  /** `cause` is for the user, where the node says that it is (severity `common`). */
  | { kind: 'failed'; cause: string | null; reference: string }
  /** An age, region or login restriction. */
  | { kind: 'restricted'; cause: string }
  /** A source or address that is not fetched from. Nothing was. */
  | { kind: 'denied' }
  /** No node could be asked; to be asked again when one is up. */
  | { kind: 'unavailable' };
