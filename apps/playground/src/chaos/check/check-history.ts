import type { Command, FaultRecord, History } from '../history.ts';
import { defaultLimits } from '../settings.ts';
import type { GapLimits } from '../settings.ts';
import { checkAudio } from './check-audio.ts';
import type { JudgedGap } from './check-audio.ts';
import { checkSession } from './check-session.ts';
import type { Violation } from './check-session.ts';
import { baselineOf } from './machine.ts';

export interface Verdict {
  violations: readonly Violation[];
  /** What was not heard although it should have been, allowed or not, the longest first. */
  gaps: readonly JudgedGap[];
  /** The machine's own largest delay before the first fault, milliseconds. */
  baselineMs: number;
  counts: {
    commands: number;
    /** Answered as done. */
    done: number;
    /** Answered with an error. */
    refused: number;
    /** The member read "The application did not respond". */
    unheard: number;
    /** Took effect before one typed earlier that a fault had hit. */
    overtaken: number;
    /** Channels whose commands the checker gave up on. */
    undecided: number;
    faults: number;
    deadLetters: number;
  };
}

/** Cap on what the machine's jitter before the faults excuses later, milliseconds. */
const MOST_BASELINE_MS = 150;
/** After that without a sign of the first replica another one steps in; and after this, the next command goes first. */
const SILENT_MS = 700;
const SLOW_MS = 3_000;
/** Faults that may hold up one command and let the next one pass. */
const delaying = /^(master|redis|dynamodb|discord|gateway|worker)\./;

/** Finds everything that should not be, from what the simulator wrote down alone. Pure. */
export function checkHistory(history: History, limits: GapLimits = defaultLimits): Verdict {
  const { commands, faults, audio } = history;
  const baselineMs = baselineOf(history, MOST_BASELINE_MS);
  const violations: Violation[] = commands.flatMap((command) => checkAnswers(command));
  const gaps: JudgedGap[] = [];
  let [overtaken, undecided] = [0, 0];
  for (const channel of history.channels.keys()) {
    const own = commands.filter((command) => command.channel === channel);
    const session = checkSession(own, (command) => isDisturbed(command, faults));
    violations.push(...session.violations);
    overtaken += session.overtaken;
    if (session.undecided) undecided += 1;
    const heard = audio.find((one) => one.channel === channel);
    if (!heard || session.placed.length === 0) continue;
    const sound = checkAudio(history, heard, session.placed, limits, baselineMs);
    violations.push(...sound.violations);
    gaps.push(...sound.gaps);
  }
  return {
    violations: violations.sort((a, b) => a.at - b.at),
    gaps: gaps.sort((a, b) => b.ms - a.ms),
    baselineMs,
    counts: { ...countsOf(history), overtaken, undecided },
  };
}

/** A fault, or a machine so slow that another replica had to take the first one for dead. */
function isDisturbed({ typedAt, ackedAt, answeredAt }: Command, faults: readonly FaultRecord[]): boolean {
  if ((ackedAt ?? Infinity) - typedAt > SILENT_MS || (answeredAt ?? Infinity) - typedAt > SLOW_MS)
    return true;
  const until = answeredAt ?? Infinity;
  return faults.some(
    ({ kind, at, healedAt, skipped }) =>
      skipped === undefined && delaying.test(kind) && at < until && healedAt + 2_000 > typedAt,
  );
}

/** What can be said of a command alone. */
function checkAnswers(command: Command): Violation[] {
  const { id, channel, action, typedAt, ackedAt, answers } = command;
  const at = typedAt;
  const name = `#${id} ${action.kind}`;
  const unread = answers.find(({ kind }) => kind === 'unread');
  if (unread) return [{ kind: 'unread', channel, at, text: `${name} reads ${JSON.stringify(unread)}` }];
  if (ackedAt !== null && answers.length === 0)
    return [{ kind: 'unanswered', channel, at, text: `${name} was acknowledged and never answered` }];
  const failed = answers.filter(({ kind }) => kind === 'failure').length;
  if (failed > 0 && failed < answers.length)
    return [{ kind: 'contradiction', channel, at, text: `${name} reads ${JSON.stringify(answers)}` }];
  return [];
}

function countsOf({ commands, faults, deadLetters }: History) {
  const failed = (command: Command): boolean => command.answers[0]?.kind === 'failure';
  return {
    commands: commands.length,
    done: commands.filter((command) => command.answers.length > 0 && !failed(command)).length,
    refused: commands.filter(failed).length,
    unheard: commands.filter(({ ackedAt }) => ackedAt === null).length,
    faults: faults.filter(({ skipped }) => skipped === undefined).length,
    deadLetters: deadLetters.length,
  };
}
