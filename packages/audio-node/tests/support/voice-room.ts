import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VoiceServer } from '@anankor/discord-simulator';
import type { AudioReport, Certificate, VoiceServerOptions } from '@anankor/discord-simulator';
import type { VoiceState } from '../../src/protocol/types.ts';
import { eventually } from './lavalink-connection.ts';

export interface Seat {
  guildId: string;
  channelId: string;
  userId: string;
}

/** The simulator's voice server with its certificate in a file, and admissions to it. */
export class VoiceRoom {
  readonly server: VoiceServer;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly certificateFile: string;
  readonly #folder: string;
  #admissions = 0;
  #guilds = 0;

  private constructor(server: VoiceServer, folder: string, certificateFile: string) {
    this.server = server;
    this.#folder = folder;
    this.certificateFile = certificateFile;
  }

  static async open(options: VoiceServerOptions & { certificate?: Certificate } = {}): Promise<VoiceRoom> {
    const server = await VoiceServer.start(options);
    const folder = await mkdtemp(join(tmpdir(), 'audio-node-'));
    const file = join(folder, 'voice.pem');
    await writeFile(file, server.certificate);
    return new VoiceRoom(server, folder, file);
  }

  async close(): Promise<void> {
    await this.server.stop();
    await rm(this.#folder, { recursive: true });
  }

  seat(userId = '5001'): Seat {
    this.#guilds += 1;
    return { guildId: String(7000 + this.#guilds), channelId: String(8000 + this.#guilds), userId };
  }

  /** New credentials for a seat; those before become worthless. */
  admit({ guildId, channelId, userId }: Seat): VoiceState {
    this.#admissions += 1;
    const credentials = { sessionId: `session-${this.#admissions}`, token: `token-${this.#admissions}` };
    this.server.admit({ guildId, channelId, userId, ...credentials });
    return { ...credentials, channelId, endpoint: this.server.endpoint };
  }

  report({ guildId, userId }: Seat, since?: number): AudioReport {
    return this.server.report({ guildId, userId, ...(since === undefined ? {} : { since }) });
  }

  /** The report once it has that many frames. */
  heard(seat: Seat, frames: number, since?: number): Promise<AudioReport> {
    return eventually(() => {
      const report = this.report(seat, since);
      return report.frames >= frames && report;
    }, 15_000);
  }
}

/** Now on the clock of reports. */
export function reportTime(): number {
  return performance.timeOrigin + performance.now();
}
