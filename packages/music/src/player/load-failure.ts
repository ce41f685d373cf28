import ipaddr from 'ipaddr.js';
import { isPublicAddress } from './address-check.ts';
import type { RestException } from './rest-answers.ts';

/** Since 4.0.8 Lavalink puts this in place of the reason, which then stands in the stack trace alone. */
const WRAPPER = /^something (went wrong|broke) /i;
const CAUSE = /^Caused by: (?:[\w$]+\.)*FriendlyException: (.*)$/gm;
const MAX_REASON = 300;

/**
 * Why a track could not be loaded, in the source's own words; null where the node does not say. For the log: whether members may read
 * it is for `fitForMembers`. Lavalink says that its `message` is for users where the severity is `common`; a FriendlyException is.
 */
export function reasonOf({ message, severity, causeStackTrace }: RestException): {
  reason: string | null;
  forUsers: boolean;
} {
  if (message && !WRAPPER.test(message)) return { reason: message, forUsers: severity === 'common' };
  const causes = [...causeStackTrace.matchAll(CAUSE)].map(([, reason = '']) => reason.trim());
  const reason = causes.findLast((text) => text !== '' && text !== 'null' && !WRAPPER.test(text));
  return { reason: reason ?? message ?? null, forUsers: reason !== undefined };
}

/**
 * The reason as members may read it, in one line, or null: no class names, stacks or paths, no URL that holds credentials or a
 * query, nothing that names a host that is not public.
 */
export function fitForMembers(reason: string): string | null {
  const line = reason.toWellFormed().replace(/\s+/g, ' ').trim();
  const technical = /\b(?:[a-z]\w*\.)+[A-Z]\w*|\b[A-Z]\w*(?:Exception|Error)\b|\bat [\w.$]+\(/;
  const path = /(?:^|[\s'"(])(?:\/[\w.-]+){2,}|\b[A-Za-z]:\\/;
  if (line === '' || technical.test(line) || path.test(line)) return null;
  if (/\blocalhost\b|\w+@[\w.-]+:|\b[\w-]+\.(?:local|internal|lan|svc)\b/i.test(line)) return null;
  const urls = line.match(/[a-z][a-z0-9+.-]*:\/\/\S+/gi) ?? [];
  if (!urls.every(isFitUrl)) return null;
  const words = line.split(/[\s,;()<>"'/]+/).flatMap((word) => [word, word.replace(/:\d+$/, '')]);
  const addresses = words.map((word) => word.replace(/^\[|\]?[.:]*$/g, '')).filter((word) => isAddress(word));
  if (!addresses.every(isPublicAddress)) return null;
  return line.length <= MAX_REASON ? line : null;
}

function isAddress(word: string): boolean {
  return word.includes(':') ? ipaddr.IPv6.isValid(word) : ipaddr.IPv4.isValidFourPartDecimal(word);
}

function isFitUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? isPublicAddress(host) : host.includes('.');
}

const restriction =
  /age[- ]?restrict|confirm your age|inappropriate for some|sign in|log ?in\b|requires? (?:a )?(?:login|payment|premium)|(?:in|from) your (?:country|region|location)|blocked it|geo[- ]?(?:block|restrict)|private video|video is private|members[- ]only|(?:channel|join this channel).*members|only available to (?:music )?premium/i;

/** Whether the reason is an age, region or login restriction. */
export function isRestriction(reason: string): boolean {
  return restriction.test(reason);
}
