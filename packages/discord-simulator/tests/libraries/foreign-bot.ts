import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DiscordSimulator, SimulatedApplication } from '../../src/index.ts';

export interface Notice {
  what: string;
  [key: string]: unknown;
}

const tools = new URL('../../../../.tools/', import.meta.url);
const path = (url: URL): string => fileURLToPath(url);

/** Bots of other languages' libraries, as the set-up makes them (scripts/lib/foreign-bots.sh). */
export const foreignBots = {
  'discord.py': {
    file: path(new URL('python-bot/bin/python', tools)),
    args: [path(new URL('python/bot.py', import.meta.url))],
  },
  disgo: { file: path(new URL('go-bot', tools)), args: [] },
} as const;
export type Library = keyof typeof foreignBots;

/** Without Python or Go there is no bot to run; where `FOREIGN_BOTS_REQUIRED` is set, that is a failure. */
export function isMissing(library: Library): boolean {
  return !existsSync(foreignBots[library].file) && !process.env['FOREIGN_BOTS_REQUIRED'];
}

/** A bot in a process of its own, and what it said. It trusts the voice server through SSL_CERT_FILE. */
export class ForeignBot implements AsyncDisposable {
  readonly notices: Notice[] = [];
  stderr = '';
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#process = child;
    this.#folder = folder;
    createInterface(child.stdout!).on('line', (line) => this.notices.push(JSON.parse(line) as Notice));
    child.stderr!.on('data', (text) => (this.stderr += String(text)));
    child.on('error', (error) => (this.stderr += error.message));
  }

  static async start(
    library: Library,
    discord: DiscordSimulator,
    application: SimulatedApplication,
    frames: readonly Buffer[],
  ): Promise<ForeignBot> {
    const folder = await mkdtemp(join(tmpdir(), 'anankor-bot-'));
    await writeFile(join(folder, 'ca.pem'), discord.voice.certificate);
    await writeFile(join(folder, 'frames'), frames.map((frame) => frame.toString('base64')).join('\n'));
    const { file, args } = foreignBots[library];
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TOKEN: application.token,
        REST_URL: `${discord.restUrl}/v10`,
        GATEWAY_URL: discord.gatewayUrl,
        SSL_CERT_FILE: join(folder, 'ca.pem'),
        FRAMES_FILE: join(folder, 'frames'),
      },
    });
    return new ForeignBot(child, folder);
  }

  of(what: string): Notice[] {
    return this.notices.filter((notice) => notice.what === what);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null && this.#process.pid) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exit;
    }
    await rm(this.#folder, { recursive: true });
  }
}
