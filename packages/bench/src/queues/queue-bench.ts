import type { BenchOptions } from '../options.ts';
import type { Section } from '../report/section.ts';
import { queueSection } from './queue-section.ts';
import { GUILDS, scenarios } from './scenario.ts';
import type { Samples, Scenario } from './scenario.ts';
import { System, systems } from './system.ts';
import type { RunResult, SystemName } from './system.ts';

/** Jobs that wait while Redis's memory is read. */
const WAITING = 100_000;

const names = Object.keys(systems) as SystemName[];

/** All systems in turn, in each round: what the machine does meanwhile falls on all of them. */
export async function queueBench(options: BenchOptions, say: (what: string) => void): Promise<Section> {
  const { rounds, seconds } = options;
  const running = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await System.start(systems[name])])),
  ) as Record<SystemName, System>;
  try {
    for (const name of names) {
      say(`queues: warming up ${systems[name].name}`);
      await running[name].endToEnd(systems[name].pace, GUILDS, 0);
      await running[name].drain(systems[name].pace, GUILDS, 0);
    }
    const samples = Object.fromEntries(
      names.map((name) => [name, Object.fromEntries(scenarios.map((scenario) => [scenario, []]))]),
    ) as unknown as Samples;
    for (let round = 1; round <= rounds; round++) {
      for (const scenario of scenarios) {
        // Every other round the other way round: nobody always comes after the same neighbour.
        for (const name of round % 2 === 1 ? names : [...names].reverse()) {
          const result = await measure(running[name], scenario, seconds);
          samples[name][scenario].push(result);
          say(`queues: round ${round}/${rounds}, ${scenario}, ${systems[name].name}: ${describe(result)}`);
        }
      }
    }
    const memory = {} as Record<SystemName, number>;
    for (const name of names) memory[name] = await running[name].memoryOf(WAITING, GUILDS);
    return queueSection(samples, memory);
  } finally {
    await Promise.all(Object.values(running).map((system) => system.stop()));
  }
}

function measure(system: System, scenario: Scenario, seconds: number): Promise<RunResult> {
  const { pace, paceAt5Ms } = system.definition;
  if (scenario === 'endToEnd') return system.endToEnd(Math.round(pace * seconds), GUILDS, 0);
  if (scenario === 'drain') return system.drain(Math.round(pace * seconds), GUILDS, 0);
  if (scenario === 'handler5Ms') return system.endToEnd(Math.round(paceAt5Ms * seconds), GUILDS, 5);
  return system.openLoop(Number(scenario.slice(2)), seconds * 1.5, GUILDS);
}

function describe(result: RunResult): string {
  if (Number.isNaN(result.p50Ms)) return `${Math.round(result.jobsPerSecond)} jobs/s`;
  return `p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms`;
}
