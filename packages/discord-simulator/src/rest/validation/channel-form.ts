import { ChannelType } from 'discord-api-types/v10';
import { isObject } from '../../json.ts';
import type { Channel, Overwrite } from '../../world/records.ts';
import { FormErrors } from './form-errors.ts';

type Settings = Pick<
  Channel,
  'name' | 'topic' | 'userLimit' | 'position' | 'nsfw' | 'slowmode' | 'bitrate' | 'parentId' | 'overwrites'
>;
export type ChannelForm = Partial<Settings>;

const kinds = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildCategory,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildStageVoice,
];

/** The type a new channel is asked to have. */
export function readChannelType(body: unknown): ChannelType {
  const type = isObject(body) ? (body.type ?? ChannelType.GuildText) : ChannelType.GuildText;
  const errors = new FormErrors();
  errors.oneOf(['type'], type, kinds);
  errors.throwIfAny();
  return type as ChannelType;
}

/** What is asked of a channel; throws 50035. A stage lets 10,000 in, a voice channel 99. */
export function readChannel(body: unknown, type: ChannelType, isNew: boolean): ChannelForm {
  const raw = isObject(body) ? body : {};
  const errors = new FormErrors();
  const most = type === ChannelType.GuildStageVoice ? 10_000 : 99;
  const name = errors.text(['name'], raw.name, { min: 1, max: 100, required: isNew });
  errors.text(['topic'], raw.topic, { max: 1_024 });
  const userLimit = errors.integer(['user_limit'], raw.user_limit, { min: 0, max: most });
  const position = errors.integer(['position'], raw.position, { min: 0, max: 2 ** 31 - 1 });
  const slowmode = errors.integer(['rate_limit_per_user'], raw.rate_limit_per_user, { min: 0, max: 21_600 });
  const bitrate = errors.integer(['bitrate'], raw.bitrate, { min: 8_000, max: 96_000 });
  const nsfw = errors.flag(['nsfw'], raw.nsfw);
  const parentId = errors.snowflake(['parent_id'], raw.parent_id);
  const overwrites = readOverwrites(errors, raw.permission_overwrites);
  errors.throwIfAny();
  return {
    ...(name === undefined ? {} : { name }),
    ...(raw.topic === undefined ? {} : { topic: (raw.topic as string | null) || null }),
    ...(userLimit === undefined ? {} : { userLimit }),
    ...(position === undefined ? {} : { position }),
    ...(slowmode === undefined ? {} : { slowmode }),
    ...(bitrate === undefined ? {} : { bitrate }),
    ...(nsfw === undefined ? {} : { nsfw }),
    ...(raw.parent_id === undefined ? {} : { parentId: parentId ?? null }),
    ...(overwrites ? { overwrites } : {}),
  };
}

function readOverwrites(errors: FormErrors, value: unknown): Map<string, Overwrite> | undefined {
  if (value === undefined || value === null) return undefined;
  const path = ['permission_overwrites'];
  return new Map(
    errors.list(path, value, 100).flatMap((raw, index) => {
      const id = errors.snowflake([...path, index, 'id'], raw.id);
      return id === undefined ? [] : [[id, readOverwrite(errors, [...path, index], id, raw)] as const];
    }),
  );
}

export function readOverwrite(
  errors: FormErrors,
  path: readonly (string | number)[],
  id: string,
  raw: Record<string, unknown>,
): Overwrite {
  errors.oneOf([...path, 'type'], Number(raw.type ?? 0), [0, 1]);
  return {
    id,
    type: Number(raw.type ?? 0) === 1 ? 'member' : 'role',
    allow: errors.permissions([...path, 'allow'], raw.allow) ?? 0n,
    deny: errors.permissions([...path, 'deny'], raw.deny) ?? 0n,
  };
}
