import { Child } from './child.ts';
import type { Exit } from './child.ts';
import type { OutputTail } from './output-tail.ts';

export interface ServiceOptions {
  /** What error messages call it. */
  name: string;
  /** The TypeScript (or built JavaScript) file to run, as an absolute path. */
  entry: string;
  args?: readonly string[];
  /** Laid over PATH and HOME, which are all that the service inherits. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Ready when this URL answers 2xx. */
  readyUrl?: string;
  /** Ready when the output matches this. With neither, it is ready when it runs. */
  readyLine?: RegExp;
  /** Milliseconds that `waitReady` grants; 30 s unless told. */
  readyTimeoutMs?: number;
  /** File that gets all output, appended. */
  logFile?: string;
  /** More options for node, for instance ['--inspect=0']. */
  nodeArgs?: readonly string[];
}

export interface ServiceProcess {
  readonly name: string;
  readonly pid: number;
  /** The newest 256 Ki characters of stdout and stderr, in order of arrival. */
  readonly output: OutputTail;
  readonly exited: Promise<Exit>;
  /** How it ended; undefined while it runs. */
  readonly exit: Exit | undefined;
  /** Resolves when ready; rejects with the output's end when the process ends before or time is up. */
  waitReady(): Promise<void>;
  /** Resolves at the first output, past or future, that matches. */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Sends a signal, SIGTERM unless told, and does not wait. SIGSTOP freezes, SIGCONT thaws. */
  kill(signal?: NodeJS.Signals): boolean;
  /** SIGTERM, SIGKILL after `graceMs` (10 s unless told). */
  stop(graceMs?: number): Promise<Exit>;
}

/** Starts one of our processes from its live sources. It dies with this process, even after a SIGKILL. */
export async function spawnService(options: ServiceOptions): Promise<ServiceProcess> {
  const child = await Child.start({
    name: options.name,
    command: process.execPath,
    args: [
      ...['--conditions=@anankor/source', ...(options.nodeArgs ?? [])],
      ...[options.entry, ...(options.args ?? [])],
    ],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    logFile: options.logFile,
  });
  const { readyUrl, readyLine, readyTimeoutMs } = options;
  return Object.assign(child, {
    waitReady: async (): Promise<void> => {
      if (readyLine) await child.waitForLine(readyLine, readyTimeoutMs);
      if (readyUrl) await child.waitFor((signal) => expectOk(readyUrl, signal), readyTimeoutMs);
    },
  });
}

async function expectOk(url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { signal });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}
