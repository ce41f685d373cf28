import type { z } from 'zod';

/** Where input comes from that this process did not make. */
export type InputSource = 'gateway' | 'discord' | 'lavalink' | 'redis' | 'dynamodb' | 'file';

/** Input that was skipped. */
export interface UnreadableInput {
  source: InputSource;
  /** A name from a fixed set, such as `GUILD_CREATE`: it is a label of a metric. */
  kind: string;
  /** Fields and what is wrong with each, or where a listener threw. Never a value. */
  problem: string;
}

export type OnUnreadable = (input: UnreadableInput) => void;

/**
 * Reads the input of one source. Nothing here throws: input that does not fit its schema is reported and skipped, so that a
 * message that is sent again to every successor ends none of them.
 */
export class InputReader {
  readonly #source: InputSource;
  readonly #onUnreadable: OnUnreadable;

  constructor(source: InputSource, onUnreadable: OnUnreadable) {
    this.#source = source;
    this.#onUnreadable = onUnreadable;
  }

  /** What the schema makes of the value; undefined where it does not fit. */
  read<Schema extends z.ZodType>(kind: string, schema: Schema, value: unknown): z.output<Schema> | undefined {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    this.reject(kind, issuesOf(parsed.error));
    return undefined;
  }

  /** The same for JSON. */
  readJson<Schema extends z.ZodType>(
    kind: string,
    schema: Schema,
    text: string,
  ): z.output<Schema> | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The parser's message would quote the text.
      this.reject(kind, 'is no JSON');
      return undefined;
    }
    return this.read(kind, schema, value);
  }

  /** The elements of a list that fit the schema. What is no list has none. */
  readEach<Schema extends z.ZodType>(kind: string, schema: Schema, list: unknown): z.output<Schema>[] {
    if (!Array.isArray(list)) {
      this.reject(kind, 'is no list');
      return [];
    }
    return list.flatMap((value) => {
      const read = this.read(kind, schema, value);
      return read === undefined ? [] : [read];
    });
  }

  /** Calls a listener. What it throws is reported and goes no further. */
  guard(kind: string, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.rejectThrown(kind, error);
    }
  }

  /** Input that made a listener throw. */
  rejectThrown(kind: string, error: unknown): void {
    this.reject(kind, placeOf(error));
  }

  reject(kind: string, problem: string): void {
    this.#onUnreadable({ source: this.#source, kind, problem });
  }
}

/** Counts all of it, and logs the first of each source and kind. */
export function reportUnreadable(to: { count: OnUnreadable; log: OnUnreadable }): OnUnreadable {
  const logged = new Set<string>();
  return (input) => {
    to.count(input);
    const key = `${input.source} ${input.kind}`;
    if (logged.has(key)) return;
    logged.add(key);
    to.log(input);
  };
}

const SHOWN_ISSUES = 5;

/** Where and what kind, never the value. A key that is no field's name may be content. */
export function issuesOf(error: { issues: readonly { path: PropertyKey[]; code?: string }[] }): string {
  return error.issues
    .slice(0, SHOWN_ISSUES)
    .map(({ path, code }) => `${path.map(segment).join('.') || 'all of it'}: ${code}`)
    .join(', ');
}

function segment(key: PropertyKey): string {
  return typeof key === 'string' && /^[a-z_]{1,40}$/i.test(key) ? key : '*';
}

/** The first line of the stack that names code; the message may quote the input. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a listener threw';
  const place = /^\s+at (.*)$/m.exec(error.stack ?? '')?.[1] ?? 'an unknown place';
  return `${error.name} in ${place.replace(/\(?(?:file:\/\/)?\/\S*\/([^/\s]+\/[^/\s]+)\)?$/, '$1')}`;
}
