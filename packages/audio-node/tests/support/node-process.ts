import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Target } from './lavalink-connection.ts';

export interface NodeProcess extends Target {
  child: ChildProcess;
  /** Stops it by SIGTERM and answers its exit code. */
  stop(): Promise<number | null>;
}

/** An audio-node in a process of its own, on a free port. */
export async function startNodeProcess(env: Record<string, string> = {}): Promise<NodeProcess> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const password = 'a password for tests';
  const child = spawn(process.execPath, ['--conditions=@anankor/source', main], {
    env: { ...process.env, SERVER_PORT: '0', LAVALINK_PASSWORD: password, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`audio-node exited with ${String(code)}`))),
  ])) as [string];
  const { event, port } = JSON.parse(line) as { event: string; port: number };
  if (event !== 'listening') throw new Error(`unexpected first line: ${line}`);
  return {
    host: '127.0.0.1',
    port,
    password,
    child,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
