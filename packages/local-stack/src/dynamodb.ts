import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child.ts';
import { findExecutable } from './executable.ts';
import { onFreePort } from './free-port.ts';
import { toolFolder } from './tool-folder.ts';

export interface LocalDynamodb {
  readonly endpoint: string;
  readonly kind: 'dynamodb-local' | 'dynalite' | 'given';
  /** Of its process; undefined for one that was given. */
  readonly pid?: number;
  stop(): Promise<void>;
}

/**
 * Starts a DynamoDB of its own in memory, whatever DYNAMODB_ENDPOINT says: DynamoDB Local where Java and its jars
 * are at hand, else dynalite. `kind` asks for one of them.
 */
export async function startDynamodb(
  options: { kind?: 'dynamodb-local' | 'dynalite' } = {},
): Promise<LocalDynamodb> {
  const jars = options.kind === 'dynalite' ? undefined : await findDynamodbLocal();
  if (jars) return startDynamodbLocal(jars);
  if (options.kind === 'dynamodb-local')
    throw new Error(`No DynamoDB Local in ${join(toolFolder(), 'dynamodb-local')}, or no java on PATH`);
  return startDynalite();
}

interface Jars {
  java: string;
  folder: string;
}

async function findDynamodbLocal(): Promise<Jars | undefined> {
  const folder = join(toolFolder(), 'dynamodb-local');
  const java = await findExecutable('java');
  const files = await readdir(folder).catch(() => []);
  const present = files.some((file) => /^DynamoDBLocal-.*\.jar$/.test(file));
  return java !== undefined && present ? { java, folder } : undefined;
}

async function startDynamodbLocal({ java, folder }: Jars): Promise<LocalDynamodb> {
  return onFreePort(async (port) => {
    const endpoint = `http://127.0.0.1:${port}`;
    const child = await Child.start({
      name: 'dynamodb-local',
      command: java,
      args: [
        ...['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
        ...[`-Djava.library.path=${folder}`, '-cp', [join(folder, '*')].join(delimiter)],
        'software.amazon.dynamodb.services.local.main.ServerRunner',
        ...['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
      ],
    });
    try {
      // Any answer will do: an unsigned request is refused with 400 once the service is up.
      await child.waitFor(async (signal) => void (await fetch(endpoint, { signal })), 60_000);
    } catch (error) {
      await child.stop();
      throw error;
    }
    return { endpoint, kind: 'dynamodb-local', pid: child.pid, stop: async () => void (await child.stop()) };
  });
}

async function startDynalite(): Promise<LocalDynamodb> {
  const entry = import.meta.url.endsWith('.ts') ? './dynalite-server.ts' : './dynalite-server.js';
  const child = await Child.start({
    name: 'dynalite',
    command: process.execPath,
    args: ['--conditions=@anankor/source', fileURLToPath(new URL(entry, import.meta.url))],
  });
  try {
    const [, port] = await child.waitForLine(/listening (\d+)/);
    return {
      endpoint: `http://127.0.0.1:${port}`,
      kind: 'dynalite',
      pid: child.pid,
      stop: async () => void (await child.stop()),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
