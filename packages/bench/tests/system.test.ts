import { afterAll, describe, expect, it } from 'vitest';
import { queueSection } from '../src/queues/queue-section.ts';
import { scenarios } from '../src/queues/scenario.ts';
import type { Samples } from '../src/queues/scenario.ts';
import { System, systems } from '../src/queues/system.ts';
import type { RunResult, SystemName } from '../src/queues/system.ts';
import { WatchedLink } from '../src/commands/watched-link.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const GUILDS = 7;
const started: System[] = [];
afterAll(() => Promise.all(started.map((system) => system.stop())));

describe.each(Object.keys(systems) as SystemName[])('%s', (name) => {
  it('does every job of every kind of run', async () => {
    const system = await System.start(systems[name]);
    started.push(system);
    const runs = [
      await system.endToEnd(300, GUILDS, 0),
      await system.drain(300, GUILDS, 1),
      await system.openLoop(500, 0.4, GUILDS),
    ];
    for (const run of runs) {
      expect(run.jobsPerSecond).toBeGreaterThan(0);
      expect(run.requests).toBeGreaterThan(0);
      expect(run.redisCommands).toBeGreaterThan(0);
    }
    expect(runs[2]?.p99Ms).toBeGreaterThanOrEqual(runs[2]?.p50Ms ?? NaN);
    expect(await system.memoryOf(500, GUILDS)).toBeGreaterThan(0);
    const ordered = name === 'anankor' || name === 'transport';
    if (ordered) expect(runs.map((run) => run.outOfOrder + run.overlapped)).toEqual([0, 0, 0]);
  });
});

describe('queueSection', () => {
  it('compares round by round', () => {
    const result = { jobsPerSecond: 10, redisCpuUs: 1, requests: 1 } as RunResult;
    const names = Object.keys(systems) as SystemName[];
    const of = (name: SystemName): [string, RunResult[]][] =>
      scenarios.map((scenario) => [
        scenario,
        [
          { ...result, jobsPerSecond: name === 'anankor' ? 50 : 10 },
          { ...result, outOfOrder: 0, overlapped: 0 },
        ],
      ]);
    const samples = Object.fromEntries(names.map((name) => [name, Object.fromEntries(of(name))]));
    const memory = Object.fromEntries(names.map((name) => [name, 1e6])) as Record<SystemName, number>;
    const section = queueSection(samples as unknown as Samples, memory);
    expect(section.targets[0]?.measured).toEqual({ median: 3, min: 1, max: 5 });
  });
});

describe('WatchedLink', () => {
  it('notes what a player is told, and refuses without a target', async () => {
    const server = createServer((_request, response) => response.end('yes')).listen(0, '127.0.0.1');
    const link = await WatchedLink.start();
    let patches = 0;
    link.onPatch = () => (patches += 1);
    const ask = (method: string): Promise<string> =>
      fetch(`http://127.0.0.1:${link.port}/v4/sessions/a/players/1`, { method }).then((answer) =>
        answer.text(),
      );
    await expect(ask('PATCH')).rejects.toThrow();
    link.target = (server.address() as AddressInfo).port;
    expect(await ask('PATCH')).toBe('yes');
    expect(await ask('GET')).toBe('yes');
    expect(patches).toBe(1);
    await link.stop();
    server.close();
    server.closeAllConnections();
  });
});
