import { target } from '../report/section.ts';
import type { Section, Table, Target } from '../report/section.ts';
import { figure, ratios, spreadOf, spreadText } from '../report/spread.ts';
import { GUILDS, RATES } from './scenario.ts';
import type { Samples, Scenario } from './scenario.ts';
import { systems } from './system.ts';
import type { RunResult, SystemName } from './system.ts';

const names = Object.keys(systems) as SystemName[];

export function queueSection(samples: Samples, memory: Record<SystemName, number>): Section {
  const of = (name: SystemName, scenario: Scenario, key: keyof RunResult): number[] =>
    samples[name][scenario].map((result) => result[key]);
  const cell = (name: SystemName, scenario: Scenario, key: keyof RunResult): string =>
    spreadText(spreadOf(of(name, scenario, key)));
  const mean = (name: SystemName, scenario: Scenario, key: keyof RunResult): string =>
    figure(spreadOf(of(name, scenario, key)).median);
  const total = (name: SystemName, key: keyof RunResult): number =>
    (['endToEnd', 'drain', 'handler5Ms'] as const)
      .flatMap((scenario) => of(name, scenario, key))
      .reduce((sum, value) => sum + value, 0);

  const tables: Table[] = [
    ratioTable(of),
    {
      caption: 'Jobs a second, saturated',
      head: [
        '',
        'end to end',
        'drain',
        `5 ms handler, ${GUILDS} guilds`,
        'out of order',
        'a guild overlapped',
      ],
      rows: names.map((name) => [
        systems[name].name,
        cell(name, 'endToEnd', 'jobsPerSecond'),
        cell(name, 'drain', 'jobsPerSecond'),
        cell(name, 'handler5Ms', 'jobsPerSecond'),
        figure(total(name, 'outOfOrder')),
        figure(total(name, 'overlapped')),
      ]),
    },
    {
      caption: 'Cost of a job, saturated, end to end (µs of CPU; medians)',
      head: [
        '',
        'Redis',
        'consumer',
        'producer',
        'all',
        'requests',
        'commands in Redis',
        'MB a 100,000 waiting',
      ],
      rows: names.map((name) => [
        systems[name].name,
        ...(['redisCpuUs', 'consumerCpuUs', 'producerCpuUs'] as const).map((key) =>
          mean(name, 'endToEnd', key),
        ),
        figure(spreadOf(samples[name].endToEnd.map(allCpu)).median),
        mean(name, 'endToEnd', 'requests'),
        mean(name, 'endToEnd', 'redisCommands'),
        figure(memory[name] / 1e6),
      ]),
    },
    {
      caption: 'Enqueue → handler start, open loop (ms), and requests a job',
      head: ['', ...RATES.flatMap((rate) => [`${rate}/s p50`, 'p99', 'requests'])],
      rows: names.map((name) => [
        systems[name].name,
        ...RATES.flatMap((rate) => [
          cell(name, `at${rate}`, 'p50Ms'),
          cell(name, `at${rate}`, 'p99Ms'),
          mean(name, `at${rate}`, 'requests'),
        ]),
      ]),
    },
  ];
  return { name: 'queues', title: 'The way of a job', method, tables, targets: targetsOf(of, total) };
}

type Reader = (name: SystemName, scenario: Scenario, key: keyof RunResult) => number[];

/** Ours to theirs, round by round: above 1 is better for rates, below 1 for CPU. */
function ratioTable(of: Reader): Table {
  const pairs: [ours: SystemName, theirs: SystemName][] = [
    ['anankor', 'bullmq50'],
    ['anankor', 'bullmqSession'],
    ['transport', 'bullmq50'],
    ['transport', 'groupmq'],
  ];
  const scenariosOfRate = ['endToEnd', 'drain', 'handler5Ms'] as const;
  const cell = (ours: number[], theirs: number[]): string => spreadText(spreadOf(ratios(ours, theirs)));
  const cpu = (name: SystemName): number[] => {
    const parts = (['redisCpuUs', 'consumerCpuUs', 'producerCpuUs'] as const).map((key) =>
      of(name, 'endToEnd', key),
    );
    return (parts[0] ?? []).map((_, round) => parts.reduce((sum, part) => sum + (part[round] ?? NaN), 0));
  };
  return {
    caption: 'Ours to theirs, of the same round',
    head: ['', 'end to end', 'drain', '5 ms handler', 'Redis CPU a job', 'all CPU a job'],
    rows: pairs.map(([ours, theirs]) => [
      `${systems[ours].name} to ${systems[theirs].name}`,
      ...scenariosOfRate.map((scenario) =>
        cell(of(ours, scenario, 'jobsPerSecond'), of(theirs, scenario, 'jobsPerSecond')),
      ),
      cell(of(ours, 'endToEnd', 'redisCpuUs'), of(theirs, 'endToEnd', 'redisCpuUs')),
      cell(cpu(ours), cpu(theirs)),
    ]),
  };
}

const allCpu = (result: RunResult): number => result.redisCpuUs + result.consumerCpuUs + result.producerCpuUs;

function targetsOf(
  of: (name: SystemName, scenario: Scenario, key: keyof RunResult) => number[],
  total: (name: SystemName, key: keyof RunResult) => number,
): Target[] {
  const against = (name: SystemName, scenario: Scenario, key: keyof RunResult): number[] =>
    ratios(of('anankor', scenario, key), of(name, scenario, key));
  const c50 = 'BullMQ c50';
  return [
    target(
      `End to end, session commit included, to ${c50}`,
      'at least',
      4,
      '×',
      against('bullmq50', 'endToEnd', 'jobsPerSecond'),
    ),
    target(
      `Drain, session commit included, to ${c50}`,
      'at least',
      4,
      '×',
      against('bullmq50', 'drain', 'jobsPerSecond'),
    ),
    target(`Redis CPU a job, to ${c50}`, 'at most', 0.25, '×', against('bullmq50', 'endToEnd', 'redisCpuUs')),
    target('Redis requests a job at 1000 jobs/s', 'at most', 4, '', of('anankor', 'at1000', 'requests')),
    target(
      '5 ms handler, 200 guilds',
      'at least',
      20_000,
      'jobs/s',
      of('anankor', 'handler5Ms', 'jobsPerSecond'),
    ),
    target(
      '5 ms handler, 200 guilds, to groupmq',
      'at least',
      2,
      '×',
      against('groupmq', 'handler5Ms', 'jobsPerSecond'),
    ),
    target('Out of order', 'at most', 0, '', [
      total('anankor', 'outOfOrder') + total('anankor', 'overlapped'),
    ]),
    target(`p50 at 1000/s, to ${c50}`, 'at most', 0.4, '×', against('bullmq50', 'at1000', 'p50Ms')),
    target(`p99 at 1000/s, to ${c50}`, 'at most', 0.8, '×', against('bullmq50', 'at1000', 'p99Ms')),
    target(`p50 at 5000/s, to ${c50}`, 'at most', 0.1, '×', against('bullmq50', 'at5000', 'p50Ms')),
    target(`p99 at 5000/s, to ${c50}`, 'at most', 0.4, '×', against('bullmq50', 'at5000', 'p99Ms')),
  ];
}

const method = `Each system is three processes of its own: a redis-server, a producer that enqueues one job at a time (256 calls
under way when saturated), a consumer. The job is a \`/skip\`, the same bytes for all, for one of ${GUILDS} guilds. Redis is
empty before every run. *Anankor* is the whole way: deduplicated for 15 minutes, one lane a guild, \`decide\`, the
session's fenced commit (a queue of ten on repeat, so a skip takes a track off and puts one on, with the reply recorded for an
hour), acknowledged and deleted. *Anankor, no session* leaves \`decide\` and the commit
out. *BullMQ* and *groupmq* deduplicate while a job exists, remove it when it is done, and commit
nothing; BullMQ knows no order within a guild. *BullMQ c50, session* does Anankor's work behind BullMQ: lanes in
front of its handler, \`decide\`, the same commit. *raw stream* is XADD, XREADGROUP, XACK, XDEL and nothing else: the ceiling. The first
fifth of an open loop warms up and is not counted. An effect that came after that of a later job of its guild is out of order; two handlers of one guild side by side overlap.`;
