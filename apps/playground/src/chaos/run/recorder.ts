import type { Transcript, TranscriptEntry } from '@anankor/discord-simulator';
import type { Answer, Command } from '../history.ts';
import type { Typed } from './members.ts';
import { readReply } from './read-reply.ts';
import type { Shown } from './read-reply.ts';
import type { ReplyPatterns } from './reply-patterns.ts';

/** Discord's flag of "… is thinking". */
const LOADING = 1 << 7;

interface Reading {
  at: number;
  messageId: string;
  answer: Answer;
}

/** Keeps what the transcript says of every interaction, also where the transcript itself forgets. */
export class Recorder {
  readonly #patterns: ReplyPatterns;
  readonly #acked = new Map<string, number>();
  /** By the interaction that made the message. */
  readonly #readings = new Map<string, Reading[]>();
  /** By the message, for those that buttons change. */
  readonly #edits = new Map<string, Reading[]>();

  constructor(transcript: Transcript, patterns: ReplyPatterns) {
    this.#patterns = patterns;
    transcript.subscribe((entry) => this.#note(entry));
  }

  /** What became of a command. A panel that a button changed later is no further answer to the /nowplaying it came from. */
  commandOf(typed: Typed, presses: readonly Typed[]): Command {
    const { id, channel, action, handle, panelId } = typed;
    const own = this.#readings.get(handle.id) ?? [];
    const press = presses.find((other) => own.some(({ messageId }) => messageId === other.panelId));
    const before = press?.handle.sentAt ?? Infinity;
    const told = panelId === null ? own.filter(({ at }) => at <= before) : this.#toldByPress(typed, own);
    return {
      ...{ id, channel, action },
      typedAt: handle.sentAt,
      ackedAt: this.#acked.get(handle.id) ?? null,
      answeredAt: told[0]?.at ?? null,
      answers: told.map(({ answer }) => answer),
    };
  }

  /** A failure is said beside the panel, which is redrawn all the same: then only the failure counts. */
  #toldByPress({ handle, panelId }: Typed, own: readonly Reading[]): readonly Reading[] {
    if (own.length > 0) return own;
    const since = this.#acked.get(handle.id) ?? Infinity;
    return (this.#edits.get(panelId ?? '') ?? []).filter(({ at }) => at >= since);
  }

  #note(entry: TranscriptEntry): void {
    if (entry.kind === 'response') this.#acked.set(entry.interactionId, entry.at);
    if (entry.kind !== 'message' || entry.action === 'delete' || !entry.message) return;
    const { message, messageId, interactionId, action, at } = entry;
    if (((message.flags ?? 0) & LOADING) !== 0) return;
    const reading = { at, messageId, answer: readReply(this.#patterns, message as Shown) };
    if (reading.answer.kind === 'corrected') return;
    if (action === 'edit') push(this.#edits, messageId, reading);
    if (interactionId === undefined) return;
    push(this.#readings, interactionId, reading);
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
