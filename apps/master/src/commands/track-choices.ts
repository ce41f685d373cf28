import type { Choice } from '@anankor/discord';
import { shorten } from '@anankor/discord';
import type { Track } from '@anankor/schemas';

/** Finds tracks for words; nothing where it fails. */
export type Search = (query: string) => Promise<readonly Track[]>;
/** A short value that stands for a long link; null where it can't be kept. */
export type KeepLink = (link: string) => Promise<string | null>;

const MAX = 100;
/** Characters that /play takes. */
const MAX_QUERY = 500;
const CHOICES = 25;
const LINK = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Choices while a member types, the words themselves where nothing was found. A choice plays exactly what it names, so nothing that would
 * have to be cut is offered, and no track that has no link.
 */
export async function trackChoices(typed: string, search: Search, keep: KeepLink): Promise<Choice[]> {
  const query = typed.toWellFormed().trim();
  if (query === '') return [];
  const asTyped = query.length <= MAX ? [{ name: query, value: query }] : [];
  // A link needs no search; what it leads to shows once it is played.
  if (LINK.test(query)) return asTyped;
  const found = new Map<string, string>();
  for (const { uri, title, author } of await search(query)) {
    if (uri === null || !LINK.test(uri) || uri.length > MAX_QUERY || found.has(uri)) continue;
    found.set(uri, shorten([title, author].filter(Boolean).join(' – ') || '?', MAX));
    if (found.size === CHOICES) break;
  }
  const choices = await Promise.all(
    [...found].map(async ([uri, name]) => ({ name, value: uri.length <= MAX ? uri : await keep(uri) })),
  );
  const offered = choices.filter((choice): choice is Choice => choice.value !== null);
  return offered.length > 0 ? offered : asTyped;
}
