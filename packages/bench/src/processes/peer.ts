import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Methods } from './serve.ts';

export interface PeerOptions {
  entry: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** More options for node, for instance ['--cpu-prof']. */
  nodeArgs?: readonly string[];
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The parent's side of a process that runs `serve`. */
export class Peer<Of extends Methods> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.result);
    });
    child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`It ended: ${signal ?? code}`));
      this.#waiting.clear();
    });
  }

  static async start<Of extends Methods>(options: PeerOptions): Promise<Peer<Of>> {
    const child = fork(options.entry, [...(options.args ?? [])], {
      execArgv: ['--conditions=@anankor/source', ...(options.nodeArgs ?? [])],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
      serialization: 'advanced',
    });
    const peer = new Peer<Of>(child);
    await new Promise<void>((resolve, reject) => peer.#waiting.set(0, { resolve: () => resolve(), reject }));
    return peer;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  call<Name extends keyof Of & string>(
    method: Name,
    ...[argument]: Parameters<Of[Name]>
  ): Promise<Awaited<ReturnType<Of[Name]>>> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#child.send({ id, method, argument });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Lets it end by itself; SIGKILL after two seconds. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
    await exited;
    clearTimeout(timer);
  }
}
