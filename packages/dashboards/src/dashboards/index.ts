import type { NamedDashboard } from '../building/dashboard.ts';
import { commandPath } from './command-path.ts';
import { discord } from './discord.ts';
import { latency } from './latency.ts';
import { lavalink } from './lavalink.ts';
import { overview } from './overview.ts';
import { streams } from './streams.ts';
import { workers } from './workers.ts';

/** Every dashboard of the product. */
export const dashboards: readonly NamedDashboard[] = [
  overview,
  latency,
  workers,
  streams,
  lavalink,
  discord,
  commandPath,
];
