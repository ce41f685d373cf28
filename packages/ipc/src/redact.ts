import { isCredentialName, redact } from '@anankor/core';
import { replyRoute, snowflake } from '@anankor/schemas';
import type { ReplyRoute } from '@anankor/schemas';

/** Fields of an envelope that a dead letter may keep. A list of what is let through, since the rest is unknown. */
const kept = [
  'v',
  'jobId',
  'command',
  'guildId',
  'channelId',
  'textChannelId',
  'actor',
  'origin',
  'issuedAt',
  'expiresAt',
  'traceparent',
  'input',
] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The reply route of an envelope, however broken the rest is. */
export function routeOf(payload: unknown): ReplyRoute | undefined {
  const route = isObject(payload) ? replyRoute.safeParse(payload['reply']) : undefined;
  return route?.success ? route.data : undefined;
}

/** An envelope as JSON without its interaction token, or anything that is named like a credential. */
export function redactJob(payload: Record<string, unknown>): string {
  const copy: Record<string, unknown> = {};
  for (const field of kept) if (field in payload) copy[field] = payload[field];
  const reply = payload['reply'];
  if (isObject(reply)) copy['reply'] = publicRoute(reply);
  const json = JSON.stringify(copy, (key, value: unknown) => (isCredentialName(key) ? undefined : value));
  return withoutToken(json, tokenOf(payload));
}

/** A message that may quote a request: webhook and interaction addresses carry the token. */
export function redactMessage(message: string, payload?: unknown): string {
  return withoutToken(redact(message), tokenOf(payload)).slice(0, 500);
}

function publicRoute(reply: Record<string, unknown>): Record<string, unknown> {
  const route: Record<string, unknown> = {};
  for (const field of ['applicationId', 'interactionId']) {
    if (snowflake.safeParse(reply[field]).success) route[field] = reply[field];
  }
  if (typeof reply['locale'] === 'string') route['locale'] = reply['locale'].slice(0, 10);
  return route;
}

function tokenOf(payload: unknown): string | undefined {
  const reply = isObject(payload) ? payload['reply'] : undefined;
  const token = isObject(reply) ? reply['token'] : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** Very short ones are no tokens of Discord; cutting them out would only mangle the text. */
function withoutToken(text: string, token: string | undefined): string {
  return token && token.length >= 8 ? text.replaceAll(token, '[token]') : text;
}
