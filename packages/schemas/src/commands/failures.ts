import { failureCode } from '../failure.ts';
import type { FailureCode } from '../failure.ts';
import type { CommandDefinition, Route, Tier } from './define.ts';

/** Whoever is asked for a command may be too fast, or something breaks. */
const always: readonly FailureCode[] = ['CD', 'ER'];

const ofTier: Record<Tier, readonly FailureCode[]> = {
  B: [],
  U: ['NV', 'WC'],
  D: ['NV', 'WC', 'PD'],
  A: ['PD'],
  O: ['PD'],
};

/** A job meets other sessions, its expiry, a full stream, and it may come from an outdated button. */
const ofJob: readonly FailureCode[] = ['WC', 'SP', 'EX', 'OV'];

const ofRoute: Record<Route, readonly FailureCode[]> = {
  master: [],
  session: ['NS', ...ofJob],
  voice: ['NW', 'BP', 'VF', 'AF', 'SG', 'VC', ...ofJob],
  worker: [],
};

/** Every failure that a command can be answered with, in the order of the failures. */
export function failuresOf(command: CommandDefinition): FailureCode[] {
  const own = command.failures ?? [];
  const all = new Set([...always, ...ofTier[command.tier], ...ofRoute[command.route], ...own]);
  return failureCode.options.filter((code) => all.has(code));
}
