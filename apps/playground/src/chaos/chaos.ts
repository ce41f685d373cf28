import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkHistory } from './check/check-history.ts';
import type { Verdict } from './check/check-history.ts';
import type { History } from './history.ts';
import { faultLine, timeline, verdictLines } from './report/lines.ts';
import { commandText } from './run/members.ts';
import { runChaos } from './run/run-chaos.ts';
import type { ChaosSettings } from './settings.ts';

export interface ChaosOutcome {
  history: History;
  verdict: Verdict;
}

/** A run of a seed with its timeline and verdict, printed and kept in `folder`. */
export async function chaos(
  settings: ChaosSettings,
  print: (line: string) => void,
  folder: string,
): Promise<ChaosOutcome> {
  const begun = Date.now();
  const since = (): string => `${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s`;
  const { history, logs } = await runChaos(settings, {
    progress: (line) => print(`${since()}  ${line}`),
    fault: (record, phase) =>
      print(phase === 'begins' ? faultLine(record, begun) : `${faultLine(record, begun)} (${phase})`),
    typed: ({ id, channel, action }) =>
      print(`${since()}  #${id} channel ${channel}: ${commandText(action)}`),
  });
  const verdict = checkHistory(history);
  print('\nTimeline');
  for (const line of timeline(history)) print(line);
  print('');
  for (const line of verdictLines(history, verdict)) print(line);
  const file = resolve(folder, `${settings.seed}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ settings, verdict, history }, null, 1));
  print(`kept in ${file}`);
  if (verdict.violations.length > 0) await keepLogs(logs, resolve(folder, String(settings.seed)), print);
  return { history, verdict };
}

async function keepLogs(
  logs: ReadonlyMap<string, string>,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of logs) await writeFile(join(folder, `${name}.log`), text);
  print(`logs of every process in ${folder}`);
}
