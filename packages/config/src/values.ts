import { z } from 'zod';
import { expected } from './expected.ts';

/** A WebSocket, HTTP or Redis address must at least be one. */
export function url(protocols: readonly string[], example: string) {
  const what = `a URL such as ${example}`;
  return z.string(expected(what)).refine((text) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    return parsed !== undefined && protocols.includes(parsed.protocol) && parsed.hostname !== '';
  }, expected(what));
}

const anyRedis = url(['redis:', 'rediss:'], 'redis://redis:6379');

/** Several sentinels in one address are no URL to a parser. */
const sentinels = z.string().regex(/^redis\+sentinel:\/\/(?:.*@)?[^/@\s]+\/[^/?\s]+(?:\/\d+)?$/);

/** `redis://`, `rediss://`, or `redis+sentinel://host:port,…/<master name>[/<db>]`. */
export const redisUrl = z
  .string(expected('a URL such as redis://redis:6379'))
  .refine(
    (text) => anyRedis.safeParse(text).success || sentinels.safeParse(text).success,
    expected('a URL such as redis://redis:6379'),
  );

/** A TCP port; 0 lets the system choose one. */
export const port = z
  .string(expected('a port from 0 to 65535'))
  .regex(/^\d{1,5}$/, expected('a port from 0 to 65535'))
  .transform(Number)
  .refine((value) => value <= 65_535, expected('a port from 0 to 65535'));

/** A whole number within bounds, both included. */
export function integer(bounds: { min: number; max: number; default: number }) {
  return wholeNumber(bounds).default(bounds.default);
}

/** The same without a default. */
export function wholeNumber(bounds: { min: number; max: number }) {
  const what = `a whole number from ${bounds.min} to ${bounds.max}`;
  return z
    .string(expected(what))
    .regex(/^-?\d{1,15}$/, expected(what))
    .transform(Number)
    .refine((value) => value >= bounds.min && value <= bounds.max, expected(what));
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A duration such as `1500`, `1500ms`, `30s`, `5m` or `2h`, as milliseconds; bounds and default in milliseconds. */
export function durationMs(bounds: { min: number; max: number; default: number }) {
  const what = `a duration such as 500ms, 30s or 5m, from ${bounds.min} to ${bounds.max} ms`;
  return z
    .string(expected(what))
    .regex(/^\d{1,12}(ms|s|m|h)?$/, expected(what))
    .transform((text) => {
      const unit = (/[a-z]+$/.exec(text)?.[0] ?? 'ms') as keyof typeof unitMs;
      return Number.parseInt(text, 10) * unitMs[unit];
    })
    .refine((value) => value >= bounds.min && value <= bounds.max, expected(what))
    .default(bounds.default);
}

export function booleanFlag(otherwise = false) {
  return z
    .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], expected('true or false'))
    .transform((text) => ['true', '1', 'yes', 'on'].includes(text))
    .default(otherwise);
}

export const logLevel = z
  .enum(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    expected('trace, debug, info, warn, error, fatal or silent'),
  )
  .default('info');

const aDiscordToken = 'a bot token from the Discord developer portal (three parts with dots between them)';

/** A bot token by its shape; whether Discord takes it shows when the bot logs in. */
export const discordToken = z
  .string(expected(aDiscordToken))
  .regex(/^[\w-]{20,}\.[\w-]{4,}\.[\w-]{20,}$/, expected(aDiscordToken));

const anAdminToken = 'a secret of 16 to 256 characters without blanks';

/** What an operator's requests to /admin carry. */
export const adminToken = z.string(expected(anAdminToken)).regex(/^\S{16,256}$/, expected(anAdminToken));
