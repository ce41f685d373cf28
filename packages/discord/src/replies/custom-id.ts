import { AnankorError } from '@anankor/core';
import { z } from 'zod';

/** A button is a command pressed: this is all the master needs to submit it. */
export interface Button {
  path: string;
  channelId: string;
  sessionId: string;
  /** The revision it was drawn at; null where any will do (paging). */
  revision: number | null;
  /** Whether its answer is a message of its own, for the presser alone, and leaves the message it is on as it is. */
  opens: boolean;
  input: Record<string, unknown>;
}

/** Discord takes at most this many characters. */
export const CUSTOM_ID_MAX = 100;
const VERSION = 'a1';
const OPENS = 'o';
const json = z.record(z.string(), z.unknown());

/**
 * `slot` keeps two buttons of one message apart that do the same (Discord refuses equal ids). Throws INPUT_INVALID
 * where the result would be too long or could not be read back.
 */
export function encodeButton(button: Button, slot = ''): string {
  const fields = [
    VERSION,
    button.path,
    BigInt(button.channelId).toString(36),
    button.sessionId,
    button.revision === null ? '' : button.revision.toString(36),
    button.opens ? OPENS : slot,
  ];
  if (fields.some((field) => field.includes('|')))
    throw new AnankorError('INPUT_INVALID', 'A button can hold no "|" in its path, session or slot');
  const input = Object.keys(button.input).length === 0 ? '' : JSON.stringify(button.input);
  const id = [...fields, input].join('|');
  if (id.length > CUSTOM_ID_MAX)
    throw new AnankorError('INPUT_INVALID', `The button of "${button.path}" needs ${id.length} characters`, {
      details: { path: button.path, max: CUSTOM_ID_MAX },
    });
  return id;
}

/** Null for an id that is not ours or of another version: nothing to press any more. */
export function decodeButton(customId: string): Button | null {
  const [version, path, channel, sessionId, revision, slot, ...rest] = customId.split('|');
  if (version !== VERSION || !path || !channel || sessionId === undefined || slot === undefined) return null;
  if (!/^[0-9a-z]{1,14}$/.test(channel) || !/^[0-9a-z]{0,11}$/.test(revision ?? '')) return null;
  const input = readInput(rest.join('|'));
  if (!input) return null;
  return {
    path,
    channelId: fromBase36(channel),
    sessionId,
    revision: revision ? Number.parseInt(revision, 36) : null,
    opens: slot === OPENS,
    input,
  };
}

function readInput(text: string): Record<string, unknown> | null {
  if (text === '') return {};
  try {
    const parsed = json.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function fromBase36(text: string): string {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value.toString();
}
