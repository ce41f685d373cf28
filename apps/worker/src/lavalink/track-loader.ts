import type { Logger } from '@anankor/logger';
import { TrackLoader } from '@anankor/music';
import type { NodePool } from '@anankor/music';
import type { WorkerConfig } from '../env.ts';

/** Loads over whichever node is best at the moment. */
export function trackLoader(config: WorkerConfig, nodes: NodePool, log: Logger): TrackLoader {
  return new TrackLoader({
    rests: () => nodes.rests(),
    searchPrefix: config.SEARCH_PREFIX,
    identifierPrefixes: config.SOURCE_PREFIXES,
    allowedHosts: config.SOURCE_ALLOWED_HOSTS,
    onFailure: (reference, { message }) => {
      log.warn({ reference, message }, 'a load failed');
    },
  });
}
