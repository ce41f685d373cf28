import type { FaultKind } from '../history.ts';
import { isAudible } from '../settings.ts';
import type { ChaosSettings } from '../settings.ts';
import { Dice } from './dice.ts';

/** A fault that is to happen. */
export interface PlannedFault {
  kind: FaultKind;
  /** Milliseconds after the beginning of the faults. */
  at: number;
  /** Which of the things of its kind; taken modulo their number. */
  target: number;
  /** How long it lasts, or how long what died stays away; milliseconds. */
  lastsMs: number;
}

/** How often each kind comes, relative to the others, and how long it lasts in multiples of the lease and in milliseconds. */
const kinds: readonly { kind: FaultKind; weight: number; leases?: number; ms: readonly [number, number] }[] =
  [
    { kind: 'worker.kill', weight: 12, ms: [0, 3_000] },
    { kind: 'worker.freeze', weight: 8, leases: 1, ms: [500, 4_000] },
    { kind: 'worker.handover', weight: 6, ms: [0, 1_000] },
    { kind: 'master.kill', weight: 6, ms: [0, 3_000] },
    { kind: 'master.freeze', weight: 4, ms: [1_000, 6_000] },
    { kind: 'master.handover', weight: 4, ms: [0, 1_000] },
    { kind: 'redis.restart', weight: 4, ms: [0, 5_000] },
    { kind: 'redis.freeze', weight: 2, ms: [500, 6_000] },
    { kind: 'redis.partition', weight: 5, leases: 1, ms: [0, 4_000] },
    { kind: 'redis.latency', weight: 3, ms: [2_000, 6_000] },
    { kind: 'redis.reset', weight: 4, ms: [0, 0] },
    { kind: 'dynamodb.outage', weight: 4, ms: [1_000, 6_000] },
    { kind: 'lavalink.reset', weight: 5, ms: [0, 0] },
    { kind: 'lavalink.latency', weight: 3, ms: [2_000, 6_000] },
    { kind: 'lavalink.partition', weight: 3, ms: [1_000, 8_000] },
    { kind: 'discord.reset', weight: 3, ms: [0, 0] },
    { kind: 'discord.latency', weight: 3, ms: [2_000, 6_000] },
    { kind: 'gateway.reconnect', weight: 4, ms: [0, 0] },
    { kind: 'gateway.drop', weight: 4, ms: [0, 0] },
    { kind: 'gateway.resumable', weight: 3, ms: [0, 0] },
    { kind: 'gateway.lost', weight: 2, ms: [0, 0] },
    { kind: 'voice.4006', weight: 3, ms: [0, 0] },
    { kind: 'voice.4014', weight: 2, ms: [0, 0] },
    { kind: 'voice.4015', weight: 3, ms: [0, 0] },
    { kind: 'node.kill', weight: 4, ms: [1_000, 6_000] },
    { kind: 'node.freeze', weight: 2, ms: [1_000, 25_000] },
  ];

/** Between two faults, milliseconds; several may last at the same time. */
const spacing = [300, 5_000] as const;
/** After one that may be heard, so that what follows is not mistaken for its doing. */
const calmAfterAudible = 6_000;

/** The faults of a seed. */
export function planFaults(settings: ChaosSettings): PlannedFault[] {
  const dice = new Dice(settings.seed);
  const { only, leaseMs } = settings;
  const chosen = kinds.filter(({ kind }) => only.length === 0 || only.some((name) => kind.startsWith(name)));
  const planned: PlannedFault[] = [];
  let at = 0;
  while (chosen.length > 0) {
    at += dice.between(...spacing);
    const { kind, leases = 0, ms } = dice.weighted(chosen.map((item) => [item, item.weight] as const));
    const lastsMs = leases * leaseMs + dice.between(...ms);
    if (at + lastsMs > settings.minutes * 60_000) break;
    planned.push({ kind, at, target: dice.between(0, 999), lastsMs });
    if (isAudible(kind)) at += lastsMs + calmAfterAudible;
  }
  return planned;
}
