import type { NamedTrack } from '@anankor/schemas';
import { plain, safeLink } from '../text/escape.ts';

/** A track as a bold link where it has one, its title cut and escaped. */
export function trackLink(track: NamedTrack, max = 80): string {
  const title = plain(track.title, max) || '?';
  const link = safeLink(track.uri);
  return link ? `**[${title}](${link})**` : `**${title}**`;
}
