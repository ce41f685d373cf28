import { REDACTED, isCredentialName, mayHoldCredential, redact } from '@anankor/core';

/** Shorter values would mask ordinary words. */
const MIN_LENGTH = 6;

/**
 * The credentials this process knows by value, and the masking of a log line. Tokens are added when they are loaded,
 * interaction tokens are recognised by their shape.
 */
export class Secrets {
  readonly #values = new Set<string>();
  #pattern: RegExp | undefined;

  /** Masks these values in every later line, also where they stand JSON- or URL-encoded. Shorter than 6: ignored. */
  add(...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < MIN_LENGTH) continue;
      for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
        this.#values.add(form);
    }
    // Longest first: a secret that begins like another is masked whole.
    const escaped = [...this.#values].sort((left, right) => right.length - left.length).map(escapeRegExp);
    this.#pattern = escaped.length > 0 ? new RegExp(escaped.join('|'), 'g') : undefined;
  }

  /** A text without any credential that is known by value or by shape. */
  mask(text: string): string {
    const known = this.#pattern ? text.replace(this.#pattern, REDACTED) : text;
    return redact(known);
  }

  /**
   * A serialised log line without credentials: those known by value or shape, and whatever stands under a credential's
   * name at any depth. Lines without a suspicious word, which nearly all are, cost a few regular expressions.
   */
  maskLine(line: string): string {
    if (!mayHoldCredential(line) && !this.#holdsKnown(line)) return line;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      return this.mask(line);
    }
    return `${JSON.stringify(this.#maskValue(record))}\n`;
  }

  #holdsKnown(line: string): boolean {
    return this.#pattern !== undefined && line.search(this.#pattern) >= 0;
  }

  #maskValue(value: unknown): unknown {
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.#maskValue(item));
    if (typeof value !== 'object' || value === null) return value;
    const masked: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      // A number under such a name is a count ("tokens": 3).
      const hide = isCredentialName(name) && (typeof member === 'string' || typeof member === 'object');
      masked[this.mask(name)] = hide && member !== null ? REDACTED : this.#maskValue(member);
    }
    return masked;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
