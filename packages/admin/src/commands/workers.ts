import { span, table } from '../table.ts';
import type { CommandContext, CommandResult } from './command.ts';

const head = [
  'WORKER',
  'NAME',
  'ID',
  'OWNER',
  'CLAIM',
  'EPOCH',
  'DRAINED',
  'STREAM',
  'PENDING',
  'OLDEST',
  'DEAD',
  'SESSIONS',
  'GUILDS',
];

/** Who holds what. */
export async function listWorkers({ operator }: CommandContext): Promise<CommandResult> {
  const [workers, refused] = await Promise.all([operator.workers(), operator.refusedTokens()]);
  const refusals = refused.map(
    ({ variable, cause, retryAt }) =>
      `\n${variable} is refused: ${cause}. It is tried again at ${new Date(retryAt).toISOString()}; another token there at once.`,
  );
  if (workers.length === 0)
    return { data: workers, text: `No worker has entered itself yet.${refusals.join('')}` };
  const rows = workers.map(
    ({ label, name, workerId, owner, claimEndsInMs, epoch, drained, stream, ...counts }) => [
      label ?? '-',
      name,
      workerId,
      owner ?? 'nobody',
      span(claimEndsInMs),
      String(epoch ?? '-'),
      drained ? 'yes' : 'no',
      String(stream.length),
      String(stream.pending),
      span(stream.oldestMs),
      String(counts.deadLetters),
      String(counts.sessions),
      String(counts.guilds),
    ],
  );
  return { data: workers, text: table(head, rows) + refusals.join('') };
}
