import type { Answer, Command } from '../history.ts';

/** One half of a command: a play takes its place when it is applied and is filled when its load is back. */
export interface Step {
  command: Command;
  part: 'apply' | 'fill' | 'unfill';
  /** It took effect between these, milliseconds since the epoch. */
  from: number;
  to: number;
  /** Nobody was told that it was done, so it may not have been. */
  optional: boolean;
  /** What was read of it; null: nothing, or nothing that could be judged. */
  read: Answer | null;
}

/** Failures that follow from the session's state, so the model must answer them too. */
const judged = new Set(['NP', 'NS', 'WC', 'EQ', 'OR']);
/** A play whose load came to nothing had its place for a while. */
const loadFailures = new Set(['NM', 'LF', 'RS', 'SD']);
/** How long after typing a command that nobody was told of may still happen: the longest life of a job. */
export const OPEN_MS = 150_000;

/** `done`: its effect is due. `refused`: it must have none. `open`: it may have one. */
export function fateOf(command: Command): 'done' | 'refused' | 'open' {
  const [answer] = command.answers;
  if (answer === undefined) return 'open';
  if (answer.kind !== 'failure' || judged.has(answer.code)) return 'done';
  if (command.action.kind === 'play' && (answer.code === 'ND' || loadFailures.has(answer.code)))
    return 'done';
  return 'refused';
}

/** The steps of a command that is due, or may have been done. */
export function stepsOf(command: Command, fate: 'done' | 'open'): Step[] {
  const { action, typedAt, answeredAt } = command;
  const [read = null] = command.answers;
  const optional = fate === 'open';
  const to = optional ? typedAt + OPEN_MS : (answeredAt ?? Infinity);
  const base = { command, from: typedAt, to, optional };
  if (action.kind !== 'play') return [{ ...base, part: 'apply', read }];
  const place: Step = { ...base, part: 'apply', read: null };
  if (read?.kind === 'failure' && loadFailures.has(read.code))
    return [place, { ...base, part: 'unfill', read: null }];
  // No node was up: it is loaded when one is, and its member hears no more of it.
  if (read?.kind === 'failure') return [place, { ...base, part: 'fill', to: Infinity, read: null }];
  return [place, { ...base, part: 'fill', read }];
}
