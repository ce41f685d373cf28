import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of benches; all of them where there are none. */
  only: readonly string[];
  rounds: number;
  /** How long a measured stretch is, seconds. */
  seconds: number;
  /** Whether docs/benchmarks.md is written. */
  write: boolean;
}

export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const { only, quick, write } = values;
  const rounds = Number(values.rounds ?? (quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { only: only.flatMap((names) => names.split(',')), rounds, seconds: quick ? 0.5 : 1.5, write };
}
