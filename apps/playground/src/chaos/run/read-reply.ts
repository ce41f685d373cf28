import { libraryTracks } from '@anankor/audio-node';
import type { Answer } from '../history.ts';
import type { ReplyPatterns } from './reply-patterns.ts';

/** A message as far as it is read. */
export interface Shown {
  embeds?: readonly {
    author?: { name: string };
    title?: string;
    description?: string;
    footer?: { text: string };
    color?: number;
  }[];
}

const slugs = new Map(libraryTracks.map(({ title, slug }) => [title, slug]));
const slugOf = (title: string | undefined): string => slugs.get(title ?? '') ?? `?${title ?? ''}`;

/** What a member reads of a reply. Total: what is no known reply is `unread`. */
export function readReply(patterns: ReplyPatterns, { embeds = [] }: Shown): Answer {
  const [embed] = embeds;
  if (!embed) return { kind: 'unread', text: '' };
  const text = unescape(embed.description ?? '');
  if (embed.color === patterns.failureColour) return { kind: 'failure', code: patterns.codeOf(text), text };
  if (embed.footer) return readPage(patterns, text, embed.footer.text) ?? { kind: 'unread', text };
  if (embed.author)
    return readPanel(patterns, embed.author.name, embed.title, text) ?? { kind: 'unread', text };
  for (const { pattern, read } of patterns.sentences) {
    const match = pattern.exec(text);
    if (!match) continue;
    const { a, b, n = '' } = match.groups ?? {};
    return read({ n, slug: slugOf(a), next: b === undefined ? '' : slugOf(b) });
  }
  return { kind: 'unread', text };
}

function readPage(patterns: ReplyPatterns, text: string, footer: string): Answer | null {
  const numbers = patterns.footer.map((pattern) => pattern.exec(footer)?.groups).find(Boolean);
  if (!numbers) return null;
  const lines = text.split('\n').filter((line) => line !== '');
  const now = patterns.current.exec(lines[0] ?? '')?.groups;
  const halted = patterns.currentPaused.exec(lines[0] ?? '')?.groups;
  const entries = lines.flatMap((line) => {
    const ready = patterns.entry.exec(line)?.groups;
    if (ready) return [slugOf(ready['a'])];
    const loading = patterns.loading.exec(line)?.groups;
    return loading ? [`loading:${(loading['q'] ?? '').replace(/^library:/, '')}`] : [];
  });
  const shown = now ?? halted;
  return {
    kind: 'page',
    current: shown ? slugOf(shown['a']) : null,
    paused: halted !== undefined,
    page: Number(numbers['page']),
    pages: Number(numbers['pages']),
    total: Number(numbers['total']),
    entries,
  };
}

function readPanel(
  patterns: ReplyPatterns,
  author: string,
  title: string | undefined,
  text: string,
): Answer | null {
  const facts = text.split('\n').at(-1) ?? '';
  for (const { pattern, loop, queued } of patterns.panels) {
    const groups = pattern.exec(facts)?.groups;
    if (!groups) continue;
    return {
      kind: 'panel',
      slug: slugOf(unescape(title ?? '')),
      paused: author === patterns.pausedAuthor,
      volume: Number(groups['volume']),
      loop,
      queued: queued ?? Number(groups['queued']),
    };
  }
  return null;
}

function unescape(text: string): string {
  return text.replace(/\\([\s\S])/g, '$1');
}
