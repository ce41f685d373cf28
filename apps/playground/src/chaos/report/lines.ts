import type { Verdict } from '../check/check-history.ts';
import type { Answer, Command, FaultRecord, History } from '../history.ts';
import { commandText } from '../run/members.ts';

const clock = (at: number, start: number): string => `${((at - start) / 1000).toFixed(1).padStart(7)} s`;

export function answerText(answer: Answer | undefined): string {
  if (!answer) return 'no answer';
  if (answer.kind === 'failure') return `failure ${answer.code}: ${answer.text}`;
  const { kind, ...rest } = answer;
  return `${kind} ${Object.entries(rest)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? `[${value.join(' ')}]` : String(value)}`)
    .join(' ')}`;
}

export function faultLine({ kind, target, at, healedAt, skipped }: FaultRecord, start: number): string {
  if (skipped !== undefined) return `${clock(at, start)}  -- ${kind} left out: ${skipped}`;
  const lasted = Number.isFinite(healedAt) ? `, whole after ${((healedAt - at) / 1000).toFixed(1)} s` : '';
  return `${clock(at, start)}  ## ${kind} ${target}${lasted}`;
}

export function commandLine(command: Command, { channels, startedAt }: History): string {
  const { id, channel, action, typedAt, ackedAt, answeredAt, answers } = command;
  const where = channels[channel]?.name ?? String(channel);
  const times =
    ackedAt === null
      ? 'the application did not respond'
      : `ack ${ackedAt - typedAt} ms, answer ${answeredAt === null ? '–' : `${answeredAt - typedAt} ms`}`;
  return `${clock(typedAt, startedAt)}  #${id} ${where} ${commandText(action)} → ${answerText(answers[0])} (${times})`;
}

/** Everything that happened, in order. */
export function timeline(history: History): string[] {
  const { startedAt, commands, faults } = history;
  const lines = [
    ...commands.map((command) => ({ at: command.typedAt, line: commandLine(command, history) })),
    ...faults.map((fault) => ({ at: fault.at, line: faultLine(fault, startedAt) })),
  ];
  return lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

export function verdictLines(history: History, verdict: Verdict): string[] {
  const { counts, violations, gaps, baselineMs } = verdict;
  const { startedAt, channels } = history;
  const worst = gaps.slice(0, 5).map(({ channel, at, ms, allowedMs, during, load, lateMs }) => {
    const where = channels[channel]?.name ?? String(channel);
    const because = during.join(', ') || 'no fault';
    return `  ${clock(at, startedAt)} ${where}: ${Math.round(ms)} ms of ${Math.round(allowedMs)} allowed; ${because}; load ${load.toFixed(1)}, late ${Math.round(lateMs)} ms`;
  });
  return [
    `seed ${history.seed}: ${counts.commands} commands in ${channels.length} channels, ${counts.faults} faults`,
    `${counts.done} done, ${counts.refused} answered with an error, ${counts.unheard} never acknowledged, ${counts.overtaken} overtaken, ${counts.deadLetters} dead letters`,
    `the machine's own jitter before the faults: ${Math.round(baselineMs)} ms`,
    ...(worst.length > 0 ? ['longest interruptions:', ...worst] : ['no interruption longer than 60 ms']),
    ...(counts.undecided > 0 ? [`${counts.undecided} channel(s) could not be decided`] : []),
    ...violations.map(
      ({ kind, channel, at, text }) =>
        `VIOLATION ${kind} ${clock(at, startedAt)} ${channels[channel]?.name}: ${text}`,
    ),
    violations.length === 0
      ? 'VERDICT: nothing was lost, doubled, swapped or missed'
      : `VERDICT: ${violations.length} violation(s)`,
  ];
}
