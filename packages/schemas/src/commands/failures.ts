import { failureCode } from '../failure.ts';
import type { FailureCode } from '../failure.ts';
import type { CommandDefinition, Tier } from './define.ts';

/** Whoever is asked for a command may be too fast, or something breaks. */
const always: readonly FailureCode[] = ['CD', 'ER'];

const ofTier: Record<Tier, readonly FailureCode[]> = {
  B: [],
  U: ['NV', 'WC'],
  D: ['NV', 'WC', 'PD'],
  A: ['PD'],
  O: ['PD'],
};

/** A job meets other sessions, one that can't be read, its expiry, a full stream, an outage, and it may come from an outdated button. */
const ofJob: readonly FailureCode[] = ['WC', 'SP', 'EX', 'OV', 'UR', 'UN', 'UD'];

/** A session that has to be opened needs a worker and a channel it may speak in. */
const ofOpening: readonly FailureCode[] = ['NW', 'BP', 'VF', 'AF', 'SG', 'VC'];

function ofRunning({ runs, opensSession }: CommandDefinition): readonly FailureCode[] {
  if (runs === 'master') return [];
  return [...(opensSession ? ofOpening : (['NS'] as const)), ...ofJob];
}

/** Every failure that a command can be answered with, in the order of the failures. */
export function failuresOf(command: CommandDefinition): FailureCode[] {
  const { access, failures } = command;
  const all = new Set([...always, ...ofTier[access], ...ofRunning(command), ...failures]);
  return failureCode.options.filter((code) => all.has(code));
}
