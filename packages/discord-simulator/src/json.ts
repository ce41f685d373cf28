/** Snowflakes may come as numbers, too long for a double. */
const longNumber = /[:[,]\s*\d{16,}/;

/**
 * JSON as Discord reads it: a whole number that a double can't hold keeps its digits, as text, so that an id is the same
 * id however a client writes it.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text) as unknown;
  return JSON.parse(text, ((_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context.source ?? '')
      ? context.source
      : value) as (key: string, value: unknown) => unknown);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A boolean of a query string, in any of the ways that client libraries write it. */
export function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(true|1|yes|on|t)$/i.test(text);
}
