import { isObject } from '../../json.ts';
import { FormErrors } from './form-errors.ts';

/** What a PATCH of a member asks for; absent is left alone. */
export interface MemberForm {
  nick?: string | null;
  roles?: string[];
  mute?: boolean;
  deaf?: boolean;
  /** null throws out of voice. */
  channelId?: string | null;
  timeoutUntil?: string | null;
}

const longestTimeoutMs = 28 * 24 * 60 * 60_000;

/** Throws 50035 with what is wrong. */
export function readMemberForm(body: unknown): MemberForm {
  const raw = isObject(body) ? body : {};
  const errors = new FormErrors();
  const nick = errors.text(['nick'], raw.nick, { max: 32 });
  const mute = errors.flag(['mute'], raw.mute);
  const deaf = errors.flag(['deaf'], raw.deaf);
  const channelId = errors.snowflake(['channel_id'], raw.channel_id);
  const roles = readRoles(errors, raw.roles);
  const until = errors.time(['communication_disabled_until'], raw.communication_disabled_until);
  if (until && Date.parse(until) > Date.now() + longestTimeoutMs) {
    errors.add(['communication_disabled_until'], 'MEMBER_TIMEOUT_TOO_LONG', 'At most 28 days from now');
  }
  errors.throwIfAny();
  return {
    ...(raw.nick === undefined ? {} : { nick: nick || null }),
    ...(roles ? { roles } : {}),
    ...(mute === undefined ? {} : { mute }),
    ...(deaf === undefined ? {} : { deaf }),
    ...(raw.channel_id === undefined ? {} : { channelId: channelId ?? null }),
    ...(until === undefined ? {} : { timeoutUntil: until }),
  };
}

function readRoles(errors: FormErrors, value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    errors.add(['roles'], 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return undefined;
  }
  return [...new Set(value.flatMap((id: unknown, index) => errors.snowflake(['roles', index], id) ?? []))];
}
