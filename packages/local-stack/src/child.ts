import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { guardGroup } from './guard.ts';
import { OutputTail } from './output-tail.ts';

export interface ChildOptions {
  /** What error messages call it. */
  name: string;
  command: string;
  args?: readonly string[];
  /** The child's whole environment. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** File that gets all output, appended. */
  logFile?: string | undefined;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Characters of output kept in memory per child. */
const OUTPUT_LIMIT = 256 * 1024;

/** One child process in a group of its own, which ends with this process at the latest. */
export class Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process has ended and its output is read. */
  readonly exited: Promise<Exit>;
  readonly output: OutputTail;
  readonly #process: ChildProcess;
  #exit: Exit | undefined;

  private constructor(options: ChildOptions, child: ChildProcess, pid: number) {
    this.name = options.name;
    this.pid = pid;
    this.#process = child;
    this.output = new OutputTail({ limit: OUTPUT_LIMIT, file: options.logFile });
    if (child.stdout) this.output.follow(child.stdout);
    if (child.stderr) this.output.follow(child.stderr);
    const callOff = guardGroup(pid);
    this.exited = once(child, 'close').then(([code, signal]: unknown[]) => {
      this.#exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      callOff();
      this.output.close();
      return this.#exit;
    });
  }

  /** Rejects when the command can't be started. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = spawn(options.command, options.args ?? [], {
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid === undefined) {
      const [error] = (await once(child, 'error')) as [Error];
      throw new Error(`${options.name}: ${error.message}`, { cause: error });
    }
    return new Child(options, child, child.pid);
  }

  /** How the process ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): boolean {
    return this.#process.kill(signal);
  }

  /** SIGTERM, and SIGKILL when the process has not ended after `graceMs`. Idempotent. */
  async stop(graceMs = 10_000): Promise<Exit> {
    if (this.#exit) return this.#exit;
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    return this.exited.finally(() => clearTimeout(timer));
  }

  /** Resolves at the first output that matches; rejects with the output when the process ends or time is up. */
  async waitForLine(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    return this.#until(timeoutMs, (settle) => {
      const look = (): void => {
        const match = pattern.exec(this.output.text);
        if (match) settle(match);
      };
      const unwatch = this.output.watch(look);
      look();
      return unwatch;
    });
  }

  /** Resolves when `probe` does not throw; asked every 50 ms. Rejects as `waitForLine` does. */
  async waitFor(probe: (signal: AbortSignal) => Promise<void>, timeoutMs = 30_000): Promise<void> {
    return this.#until(timeoutMs, (settle) => {
      const abort = new AbortController();
      const ask = async (): Promise<void> => {
        while (!abort.signal.aborted) {
          try {
            await probe(AbortSignal.any([abort.signal, AbortSignal.timeout(2_000)]));
            return settle();
          } catch {
            await wait(50);
          }
        }
      };
      void ask();
      return () => abort.abort();
    });
  }

  /** Runs `begin`, whose return value undoes it, until it settles, the process ends or time is up. */
  async #until<T>(timeoutMs: number, begin: (settle: (value: T) => void) => () => void): Promise<T> {
    let undo = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const fail = (what: string): void =>
          reject(new Error(`${this.name} ${what}\n${this.output.text.slice(-4_000)}`));
        timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
        void this.exited.then(({ code, signal }) => fail(`ended early (${signal ?? `exit code ${code}`})`));
        undo = begin(resolve);
      });
    } finally {
      clearTimeout(timer);
      undo();
    }
  }
}
