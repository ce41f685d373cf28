import type { Command } from '../history.ts';
import { findOrder } from './find-order.ts';
import type { Order, OrderRules, Placed, Stuck } from './find-order.ts';
import { fateOf, stepsOf } from './steps.ts';
import type { Step } from './steps.ts';

export interface Violation {
  kind:
    | 'lost'
    | 'twice'
    | 'order'
    | 'despite-error'
    | 'inexplicable'
    | 'unanswered'
    | 'contradiction'
    | 'unread'
    | 'gap'
    | 'wrong-sound'
    | 'second-source'
    | 'silence';
  /** Index of the channel. */
  channel: number;
  at: number;
  text: string;
}

export interface SessionResult {
  violations: Violation[];
  /** The order that was found; empty where there is none. */
  placed: readonly Placed[];
  /** Commands that took effect before one typed earlier whose replica or link was disturbed. */
  overtaken: number;
  /** Given up: neither right nor wrong. */
  undecided: boolean;
}

const LIMIT = 200_000;
const REPAIR_LIMIT = 20_000;
/** How long after its answer a second application may come: the longest that a job lies about. */
const LATE_MS = 120_000;
const never = (): boolean => false;
const always = (): boolean => true;

/** Is there one order, that of typing, in which a plain session gives the answers that the members of a channel read? */
export function checkSession(
  commands: readonly Command[],
  /** Whether a fault lay between a command and its answer. */
  disturbed: (command: Command) => boolean,
): SessionResult {
  const steps = due(commands);
  const excused: OrderRules['mayOvertake'] = (_later, earlier) => disturbed(earlier);
  const strict = findOrder(steps, { mayOvertake: never, limit: LIMIT });
  if (strict.found) return { violations: [], placed: strict.placed, overtaken: 0, undecided: false };
  const lenient = findOrder(steps, { mayOvertake: excused, limit: LIMIT });
  if (lenient.found)
    return { violations: [], placed: lenient.placed, overtaken: overtakings(lenient), undecided: false };
  if (lenient.exhausted) return { violations: [], placed: [], overtaken: 0, undecided: true };
  const { order, violation } = explain(commands, excused, lenient.stuck);
  return {
    violations: [violation],
    placed: order?.found ? order.placed : [],
    overtaken: 0,
    undecided: false,
  };
}

function due(commands: readonly Command[]): Step[] {
  return commands.flatMap((command) => {
    const fate = fateOf(command);
    return fate === 'refused' ? [] : stepsOf(command, fate);
  });
}

function overtakings(order: Order): number {
  if (!order.found) return 0;
  const applied = order.placed.filter(({ step }) => step.part === 'apply' && !step.optional);
  let newest = -1;
  let count = 0;
  for (const { step } of applied) {
    if (step.command.id < newest) count += 1;
    newest = Math.max(newest, step.command.id);
  }
  return count;
}

interface Repair {
  kind: Violation['kind'];
  /** Commands of which one, or more, must have been otherwise. */
  commands: readonly Command[];
  steps: readonly Step[];
  mayOvertake: OrderRules['mayOvertake'];
  /** What is wrong with those. */
  text: string;
}

/** Looks for the one thing that, had it been otherwise, would make the history right. */
function explain(
  commands: readonly Command[],
  excused: OrderRules['mayOvertake'],
  stuck: Stuck,
): { order: Order | null; violation: Violation } {
  const channel = commands[0]?.channel ?? 0;
  const why = describeStuck(stuck);
  for (const repair of repairs(commands, excused)) {
    const { kind, steps, mayOvertake, text } = repair;
    const order = findOrder(steps, { mayOvertake, limit: REPAIR_LIMIT });
    if (!order.found) continue;
    const concerned = concernedBy(repair, order.placed);
    const at = concerned[0]?.typedAt ?? stuck.next[0]?.step.from ?? 0;
    const names = concerned.map((command) => nameOf(command)).join(', ');
    return { order, violation: { kind, channel, at, text: `${names} ${text} (${why})`.trim() } };
  }
  const at = stuck.next[0]?.step.from ?? 0;
  const text = `no order of the commands explains what was read: ${why}`;
  return { order: null, violation: { kind: 'inexplicable', channel, at, text } };
}

function nameOf({ id, action }: Command): string {
  return `#${id} ${action.kind}`;
}

/** Those of a repair's commands that it was about: of several, those that have a place in the order. */
function concernedBy({ commands }: Repair, placed: readonly Placed[]): readonly Command[] {
  if (commands.length < 2) return commands;
  const present = new Set(placed.map(({ step }) => step.command.id));
  return commands.filter(({ id }) => present.has(id));
}

function* repairs(commands: readonly Command[], mayOvertake: OrderRules['mayOvertake']): Generator<Repair> {
  const steps = due(commands);
  const swapped = { steps, commands: [], mayOvertake: always };
  yield { ...swapped, kind: 'order', text: 'the order of typing was not kept' };
  const refused = commands.filter((command) => fateOf(command) === 'refused');
  const secret = refused.flatMap((command) => unread(stepsOf(command, 'done')));
  const despite = { steps: [...steps, ...secret], commands: refused, mayOvertake };
  yield { ...despite, kind: 'despite-error', text: 'was answered with an error, yet was applied' };
  for (const command of commands.filter((one) => fateOf(one) === 'done' && changes(one))) {
    const one = { commands: [command], mayOvertake };
    const rest = steps.filter((step) => step.command !== command);
    yield { ...one, kind: 'lost', steps: rest, text: 'was answered as done and has no effect' };
    const again = unread(stepsOf({ ...command, id: command.id + 0.5 }, 'done'));
    const gone = unread(stepsOf(command, 'done').slice(-1)).map((step) => ({
      ...step,
      part: 'unfill' as const,
    }));
    if (command.action.kind === 'play')
      yield { ...one, kind: 'lost', steps: [...steps, ...gone], text: 'has lost its place in the queue' };
    yield { ...one, kind: 'twice', steps: [...steps, ...again], text: 'was applied twice' };
  }
}

/** Whether a command does more than look. */
function changes({ action }: Command): boolean {
  return action.kind !== 'queue' && action.kind !== 'nowplaying';
}

/** Steps that may have happened although nothing was read of them; without any of them the history is wrong. */
function unread(steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, read: null, optional: true, to: step.to + LATE_MS }));
}

function describeStuck({ explained, model, next }: Stuck): string {
  const found = next
    .slice(0, 3)
    .map(
      ({ step, expected }) => `#${step.command.id} reads ${JSON.stringify(step.read)}, expected ${expected}`,
    );
  return `after ${explained} steps, session ${JSON.stringify(model)}: ${found.join('; ')}`;
}
