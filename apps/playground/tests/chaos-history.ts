import type { Action, Answer, ChannelAudio, Command, FaultRecord, History } from '../src/chaos/history.ts';

/** Synthetic histories of one channel: what is typed, with the answers of a session that does as it should. */
export class HistoryBuilder {
  readonly commands: Command[] = [];
  readonly faults: FaultRecord[] = [];
  #at = 10_000;

  /** Types a command a second after the one before; `answer` null for "The application did not respond". */
  type(action: Action, answer: Answer | null, options: { everyMs?: number; tookMs?: number } = {}): Command {
    const { everyMs = 1_000, tookMs = 100 } = options;
    this.#at += everyMs;
    const command: Command = {
      id: this.commands.length,
      channel: 0,
      action,
      typedAt: this.#at,
      ackedAt: answer ? this.#at + 20 : null,
      answeredAt: answer ? this.#at + tookMs : null,
      answers: answer ? [answer] : [],
    };
    this.commands.push(command);
    return command;
  }

  /** Acknowledged, and never answered. */
  abandon(action: Action): void {
    const command = this.type(action, { kind: 'removed' });
    this.commands[command.id] = { ...command, answers: [], answeredAt: null };
  }

  play(slug: string, position: number, options: { everyMs?: number; tookMs?: number } = {}): Command {
    const answer: Answer = position === 0 ? { kind: 'started', slug } : { kind: 'queued', slug, position };
    return this.type({ kind: 'play', slug }, answer, options);
  }

  skip(slug: string, next: string | null): Command {
    return this.type({ kind: 'skip' }, { kind: 'skipped', slug, next });
  }

  page(current: string | null, entries: readonly string[]): Command {
    const total = entries.length;
    const shown = { current, paused: false, page: 1, pages: 1, total, entries };
    return this.type({ kind: 'queue', page: 1 }, { kind: 'page', ...shown });
  }

  fault(part: Partial<FaultRecord> & Pick<FaultRecord, 'kind' | 'at'>): void {
    this.faults.push({ target: 'it', healedAt: part.at + 1_000, ...part });
  }

  get now(): number {
    return this.#at;
  }

  build(audio: Partial<ChannelAudio> = {}): History {
    const endedAt = this.#at + 10_000;
    return {
      ...{ seed: 1, startedAt: 0, faultsFrom: 10_500, calmAt: this.#at, endedAt },
      channels: [{ name: 'c', guild: 'g' }],
      commands: this.commands,
      faults: this.faults,
      audio: [
        {
          ...{ channel: 0, firstFrameAt: 11_100, lastFrameAt: endedAt - 20 },
          ...{ frames: 1, lostFrames: 0, badFrames: 0, strays: [], gaps: [], heard: [] },
          ...audio,
        },
      ],
      stalls: { harness: [], machine: [], sound: [] },
      load: [],
      deadLetters: [],
    };
  }
}
