import { AnankorError } from '@anankor/core';
import type { Operator, WorkerLetter } from '../operator.ts';
import { span, table } from '../table.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `list`, or one letter's `show`, `replay` or `drop`. */
export async function deadLetterCommand(
  context: CommandContext,
  verb: string | undefined,
  id: string | undefined,
): Promise<CommandResult> {
  switch (verb) {
    case undefined:
    case 'list':
      return list(context);
    case 'show':
      return show(await letterOf(context, id));
    case 'replay':
      return replay(context.operator, await letterOf(context, id));
    case 'drop':
      return drop(context.operator, await letterOf(context, id));
    default:
      throw new AnankorError('INPUT_INVALID', `dlq knows list, show, replay and drop, not ${verb}.`);
  }
}

async function list({ operator, worker, count, clock }: CommandContext): Promise<CommandResult> {
  const letters = await operator.deadLetters({ count, ...(worker === undefined ? {} : { worker }) });
  if (letters.length === 0) return { data: letters, text: 'There are no dead letters.' };
  const rows = letters.map((letter) => [
    letter.id,
    letter.workerId,
    letter.command ?? '-',
    letter.code,
    String(letter.attempts),
    letter.applied ? 'yes' : 'no',
    span(clock.now() - letter.deadAt),
    letter.message,
  ]);
  return {
    data: letters,
    text: table(['ID', 'WORKER', 'COMMAND', 'CODE', 'ATTEMPTS', 'APPLIED', 'AGE', 'MESSAGE'], rows),
  };
}

/** A letter by its id, at whichever worker it is. */
async function letterOf({ operator, worker }: CommandContext, id: string | undefined): Promise<WorkerLetter> {
  if (id === undefined || !/^\d+-\d+$/.test(id))
    throw new AnankorError('INPUT_INVALID', 'Name a dead letter by its id, such as 1700000000000-0.');
  const workers = worker === undefined ? await operator.workers() : [await operator.find(worker)];
  const found = await Promise.all(workers.map(({ workerId }) => operator.deadLetter(workerId, id)));
  const [letter, ...others] = found.filter((one) => one !== undefined);
  if (!letter)
    throw new AnankorError(
      'INPUT_INVALID',
      `There is no dead letter ${id}. pnpm dlq list shows those there are.`,
    );
  if (others.length > 0)
    throw new AnankorError('INPUT_INVALID', `Several workers have a dead letter ${id}: add --worker.`);
  return letter;
}

function show(letter: WorkerLetter): CommandResult {
  const { payload, unreadable, enqueuedAt, deadAt, ...plain } = letter;
  const facts = {
    ...plain,
    enqueuedAt: new Date(enqueuedAt).toISOString(),
    deadAt: new Date(deadAt).toISOString(),
    ...(unreadable ? { unreadable: `${unreadable.length} characters, SHA-256 ${unreadable.sha256}` } : {}),
  };
  const rows = Object.entries(facts).map(([name, value]) => [name, String(value ?? '-')]);
  const body = payload === null ? '' : `\n\n${JSON.stringify(payload, null, 2)}`;
  return { data: letter, text: `${table(['FIELD', 'VALUE'], rows)}${body}` };
}

async function replay(operator: Operator, { id, workerId, jobId }: WorkerLetter): Promise<CommandResult> {
  const outcome = await operator.replay(workerId, id);
  const text = {
    replayed: `Job ${jobId} is back on the stream of worker ${workerId}. Its member is not answered: the interaction is over.`,
    'applied-before': `Job ${jobId} took effect before it was given up, so it is not replayed. Drop the letter when you have read it.`,
    missing: `The dead letter ${id} is gone: somebody else replayed or dropped it.`,
    unreplayable: `The dead letter ${id} holds no job that this version can run.`,
  }[outcome];
  return { data: { id, workerId, outcome }, text, failed: outcome !== 'replayed' };
}

async function drop(operator: Operator, { id, workerId }: WorkerLetter): Promise<CommandResult> {
  const dropped = await operator.drop(workerId, id);
  const text = dropped ? `The dead letter ${id} is dropped.` : `The dead letter ${id} is gone already.`;
  return { data: { id, workerId, dropped }, text, failed: !dropped };
}
