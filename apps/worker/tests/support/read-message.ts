import { libraryTracks } from '@anankor/audio-node';

/** A message as far as it is read. */
export interface Shown {
  content: string;
  embeds: readonly { title?: string; description?: string }[];
}

/** A message's text in one line. */
export function said({ content, embeds }: Shown): string {
  return [content, ...embeds.flatMap(({ title, description }) => [title ?? '', description ?? ''])]
    .join(' ')
    .trim();
}

/** Titles on a page of the queue, the current one first; `loading` for a place whose track is not there yet. */
export function queueOf({ embeds }: Shown): string[] {
  const lines = (embeds[0]?.description ?? '')
    .split('\n')
    .filter((line) => /^(Now|Paused|`\d+\.`)/.test(line));
  return lines.map((line) => libraryTracks.find(({ title }) => line.includes(title))?.title ?? 'loading');
}
