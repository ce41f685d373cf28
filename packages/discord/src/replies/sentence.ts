import type { NamedTrack, ReplyKey, ReplyParams } from '@anankor/schemas';
import type { PluralKey, TextValues } from '../i18n/translator.ts';
import type { TextKey } from '../i18n/en-us.ts';
import { clockTime } from '../text/duration.ts';
import { trackLink } from './track-link.ts';

/** What a text can say as it is; it fills in `{{track}}`, `{{channel}}`, `{{time}}` and the numbers under their own names. */
interface SentenceParams {
  track?: NamedTrack;
  channelId?: string;
  positionMs?: number;
  count?: number;
  level?: number;
  votes?: number;
  needed?: number;
}

/** Replies that are the text of their key, filled in. They need no renderer. */
export type SentenceKey = {
  [Key in ReplyKey]: Key extends TextKey | PluralKey
    ? string extends keyof ReplyParams[Key]
      ? Key
      : keyof ReplyParams[Key] extends keyof SentenceParams
        ? ReplyParams[Key] extends SentenceParams
          ? Key
          : never
        : never
    : never;
}[ReplyKey];

export function sentenceValues({ track, channelId, positionMs, ...numbers }: SentenceParams): TextValues {
  return {
    ...numbers,
    ...(track === undefined ? {} : { track: trackLink(track) }),
    ...(channelId === undefined ? {} : { channel: `<#${channelId}>` }),
    ...(positionMs === undefined ? {} : { time: clockTime(positionMs) }),
  };
}
