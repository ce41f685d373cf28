import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlayerCommand, PlayerNotice } from './player-process.ts';

/** The player process, and everything it has said. */
export class Player implements AsyncDisposable {
  readonly notices: PlayerNotice[] = [];
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    child.on('message', (notice: PlayerNotice) => this.notices.push(notice));
  }

  static async start(certificate: string): Promise<Player> {
    const folder = await mkdtemp(join(tmpdir(), 'anankor-voice-'));
    await writeFile(join(folder, 'ca.pem'), certificate);
    const child = fork(new URL('./player-process.ts', import.meta.url), {
      execArgv: ['--conditions=@anankor/source'],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    });
    await once(child, 'message');
    return new Player(child, folder);
  }

  tell(command: PlayerCommand): void {
    this.#process.send(command);
  }

  /** Ends without a word, as a crash does. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true });
  }
}
