import { parseArgs } from 'node:util';
import type { FaultKind } from './history.ts';

export interface ChaosSettings {
  seed: number;
  /** How long faults happen. */
  minutes: number;
  /** Voice channels with music. */
  channels: number;
  /** Worker bots; each plays in one channel of every guild. */
  bots: number;
  masters: number;
  /** Worker processes beyond the bots. */
  standbys: number;
  nodes: number;
  /** Only faults whose name begins with one of these; all where there is none. */
  only: readonly string[];
  /** How long a claim outlives its owner, milliseconds. */
  leaseMs: number;
}

export const defaultSettings: ChaosSettings = {
  seed: 1,
  minutes: 3,
  channels: 20,
  bots: 4,
  masters: 2,
  standbys: 2,
  nodes: 2,
  only: [],
  leaseMs: 3_000,
};

/** Longest interval between two frames that a listener may hear, by what happened meanwhile; milliseconds. */
export interface GapLimits {
  /** With no fault, and for every fault that is none of the others: nobody should notice it. */
  unnoticed: number;
  /** A node died, or what it had was lost. */
  nodeDeath: number;
  /** A node stood still: nobody can tell before it has not answered for a while. */
  nodeHang: number;
  /** A gateway session or voice connection was lost, with the voice in it. */
  voiceLost: number;
}

export const defaultLimits: GapLimits = {
  unnoticed: 60,
  nodeDeath: 2_000,
  nodeHang: 9_000,
  voiceLost: 2_000,
};

const kindsOf: Partial<Record<FaultKind, keyof GapLimits>> = {
  'node.kill': 'nodeDeath',
  'node.freeze': 'nodeHang',
  'lavalink.partition': 'nodeDeath',
  'gateway.lost': 'voiceLost',
  'voice.4006': 'voiceLost',
  'voice.4014': 'voiceLost',
};

export function limitOf(kind: FaultKind, limits: GapLimits): number {
  return limits[kindsOf[kind] ?? 'unnoticed'];
}

/** Faults after which sound may stop for a moment; the others must not be noticed. */
export function isAudible(kind: FaultKind): boolean {
  return kindsOf[kind] !== undefined;
}

const numbers = ['seed', 'minutes', 'channels', 'bots', 'masters', 'standbys', 'nodes'] as const;

/** `--seed 7 --minutes 3 --channels 20 …`; `--replay N` is `--seed N`. Throws on what is none of them. */
export function readSettings(args: readonly string[]): ChaosSettings {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      replay: option,
      only: option,
      lease: option,
      ...Object.fromEntries(numbers.map((name) => [name, option])),
    },
  });
  const given = values as Readonly<Record<string, string | undefined>>;
  const settings = { ...defaultSettings };
  for (const name of numbers) {
    const text = given[name] ?? (name === 'seed' ? given['replay'] : undefined);
    if (text !== undefined) settings[name] = positive(name, text);
  }
  if (given['lease'] !== undefined) settings.leaseMs = positive('lease', given['lease']);
  if (given['only'] !== undefined) settings.only = given['only'].split(',');
  return settings;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  const least = name === 'standbys' ? 0 : 0.1;
  if (!Number.isFinite(value) || value < least) throw new Error(`--${name} can't be ${text}`);
  return value;
}
