import type { Clock } from '@anankor/core';
import type { Operator } from '../operator.ts';

export interface CommandContext {
  operator: Operator;
  clock: Clock;
  /** Of `--worker`. */
  worker: string | undefined;
  /** Of `--count`. */
  count: number;
  /** Of `--sessions`. */
  sessions: boolean;
  /** Tells how it goes, for people; nothing with `--json`. */
  say(line: string): void;
}

/** `data` is what `--json` prints, `text` what people read. `failed`: it did not come to what was asked for. */
export interface CommandResult {
  data: unknown;
  text: string;
  failed?: boolean;
}
