import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import type { Player } from '../player/player.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';

export interface NodeStats {
  players: number;
  playingPlayers: number;
  uptime: number;
  memory: { free: number; used: number; allocated: number; reservable: number };
  cpu: { cores: number; systemLoad: number; lavalinkLoad: number };
  frameStats: { sent: number; nulled: number; deficit: number } | null;
}

export class StatsCollector {
  readonly #sessions: SessionRegistry;
  readonly #startedAt = performance.now();
  #cpu = process.cpuUsage();
  #measuredAt = performance.now();
  #load = 0;

  constructor(sessions: SessionRegistry) {
    this.#sessions = sessions;
  }

  /** Frame statistics are those of `players` since the last call, averaged; without any that sent they are null. */
  collect(players: readonly Player[] = []): NodeStats {
    const { total, playing } = this.#sessions.players;
    const { heapUsed, rss } = process.memoryUsage();
    return {
      players: total,
      playingPlayers: playing,
      uptime: Math.round(performance.now() - this.#startedAt),
      memory: { free: freemem(), used: heapUsed, allocated: rss, reservable: totalmem() },
      cpu: {
        cores: availableParallelism(),
        systemLoad: Math.min(1, (loadavg()[0] ?? 0) / availableParallelism()),
        lavalinkLoad: this.#processLoad(),
      },
      frameStats: frameStats(players),
    };
  }

  /** Share of all cores this process used since it was last measured, at most once a second. */
  #processLoad(): number {
    const elapsed = performance.now() - this.#measuredAt;
    if (elapsed >= 1000) {
      const { user, system } = process.cpuUsage(this.#cpu);
      this.#load = (user + system) / 1000 / elapsed / availableParallelism();
      this.#cpu = process.cpuUsage();
      this.#measuredAt = performance.now();
    }
    return this.#load;
  }
}

function frameStats(players: readonly Player[]): NodeStats['frameStats'] {
  const counts = players.map((player) => player.takeFrameCounts()).filter(({ sent }) => sent > 0);
  if (counts.length === 0) return null;
  const average = (values: number[]): number =>
    Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const sent = average(counts.map((count) => count.sent));
  const nulled = average(counts.map((count) => count.nulled));
  const due = average(counts.map((count) => count.due));
  return { sent, nulled, deficit: Math.max(0, due - sent - nulled) };
}
