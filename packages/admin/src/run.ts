import { parseArgs } from 'node:util';
import { AnankorError, classify, systemClock } from '@anankor/core';
import { loadEnv, redisUrl } from '@anankor/config';
import type { Env } from '@anankor/config';
import { createRedis } from '@anankor/ipc';
import { redisKeys } from '@anankor/storage';
import { z } from 'zod';
import type { CommandContext, CommandResult } from './commands/command.ts';
import { deadLetterCommand } from './commands/dlq.ts';
import { drainWorker, undrainWorker } from './commands/drain.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { listWorkers } from './commands/workers.ts';
import { Operator } from './operator.ts';

export interface Host {
  args: readonly string[];
  env: Env;
  dotenvPath: string;
  out(text: string): void;
  err(text: string): void;
}

const usage = `Usage:
  pnpm workers                       who holds which worker
  pnpm dlq list                      dead letters, oldest first
  pnpm dlq show|replay|drop <id>     one of them
  pnpm sessions list                 what is stored of sessions, also of those that nobody can read
  pnpm sessions show|drop <guild>    one of them; drop ends it
  pnpm drain <worker>                has its owner hand it over to another process
  pnpm drain <worker> --sessions     has it give its sessions to other workers of their guilds, and get no new one
  pnpm undrain <worker>              has it get sessions again
Options:
  --worker <id, name or label>       one worker instead of all (dlq, sessions)
  --count <n>                        so many letters of each worker, 100 unless told (dlq list)
  --json                             JSON instead of tables`;

const environment = z.object({
  REDIS_URL: redisUrl,
  REDIS_KEY_PREFIX: z.string().min(1).max(64).default('anankor'),
});

/** Runs one command; resolves to the exit code: 1 where it did not come to what was asked for, 2 for a wrong request. */
export async function run(host: Host): Promise<number> {
  try {
    const request = parse(host.args);
    if (request.command === 'help') {
      host.out(usage);
      return 0;
    }
    const result = await withOperator(host, (context) => execute(request, context), request);
    host.out(request.json ? JSON.stringify(result.data, null, 2) : result.text);
    return result.failed ? 1 : 0;
  } catch (thrown) {
    const error = classify(thrown);
    host.err(sentenceOf(error));
    if (error.code !== 'INPUT_INVALID') return 1;
    host.err(usage);
    return 2;
  }
}

/** What the client library says of a Redis that is away is no help to anybody. */
function sentenceOf({ code, message }: AnankorError): string {
  return code === 'REDIS_UNAVAILABLE'
    ? 'Redis does not answer. Check REDIS_URL and the way there; scripts/dev.sh doctor looks closer.'
    : message;
}

const commands = ['workers', 'dlq', 'sessions', 'drain', 'undrain'] as const;
type Command = (typeof commands)[number];

interface Request {
  command: Command | 'help';
  words: string[];
  worker: string | undefined;
  count: number;
  json: boolean;
  sessions: boolean;
}

function parse(args: readonly string[]): Request {
  const { values, positionals } = parseOptions(args);
  const [command, ...words] = positionals;
  const count = Number(values.count ?? 100);
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw new AnankorError('INPUT_INVALID', '--count takes a whole number from 1 to 500.');
  const request = {
    words,
    worker: values.worker,
    count,
    json: values.json ?? false,
    sessions: values.sessions ?? false,
  };
  if (values.help || command === undefined) return { command: 'help', ...request };
  const known = commands.find((one) => one === command);
  if (known) return { command: known, ...request };
  throw new AnankorError('INPUT_INVALID', `There is no command ${command}.`);
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        worker: { type: 'string' },
        count: { type: 'string' },
        json: { type: 'boolean' },
        sessions: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new AnankorError('INPUT_INVALID', (error as Error).message);
  }
}

async function withOperator(
  { env, dotenvPath, out }: Host,
  work: (context: CommandContext) => Promise<CommandResult>,
  { worker, count, json, sessions }: Request,
): Promise<CommandResult> {
  const settings = await loadEnv(environment, env, { dotenvPath });
  const redis = createRedis(settings.REDIS_URL, { role: 'commands', name: 'anankor-admin' });
  const operator = new Operator({ redis, keys: redisKeys(settings.REDIS_KEY_PREFIX) });
  const say = (line: string): void => (json ? undefined : out(line));
  try {
    return await work({ operator, clock: systemClock, worker, count, sessions, say });
  } finally {
    redis.disconnect();
  }
}

function execute({ command, words }: Request, context: CommandContext): Promise<CommandResult> {
  const [first, second] = words;
  if (command === 'dlq') return deadLetterCommand(context, first, second);
  if (command === 'sessions') return sessionsCommand(context, first, second);
  if (command === 'drain') return drainWorker(context, first);
  return command === 'undrain' ? undrainWorker(context, first) : listWorkers(context);
}
