import type { Choice } from '@anankor/discord';
import { shorten } from '@anankor/discord';
import type { Track } from '@anankor/schemas';

/** Finds tracks for words; nothing where it fails. */
export type Search = (query: string) => Promise<readonly Track[]>;

const MAX = 100;

/** Choices while a member types, the words themselves where nothing was found. */
export async function trackChoices(typed: string, search: Search): Promise<Choice[]> {
  const query = typed.trim();
  if (query === '') return [];
  const asTyped = { name: shorten(query, MAX), value: query.slice(0, MAX) };
  // A link needs no search; what it leads to shows once it is played. One that would be cut is not offered.
  if (/^[a-z][a-z0-9+.-]*:/i.test(query)) return query.length <= MAX ? [asTyped] : [];
  const choices = new Map<string, Choice>();
  for (const track of await search(query)) {
    const name = shorten([track.title, track.author].filter(Boolean).join(' – ') || '?', MAX);
    const value = track.uri && track.uri.length <= MAX ? track.uri : track.title.slice(0, MAX);
    if (value && !choices.has(value)) choices.set(value, { name, value });
    if (choices.size === 25) break;
  }
  return choices.size > 0 ? [...choices.values()] : [asTyped];
}
