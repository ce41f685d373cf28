const MARKDOWN = /[\\*_~`|>#[\]()<@:-]/g;
/** They would alter how the rest of the sentence reads. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
/** Characters of a link; Discord takes longer ones, and a page of them has no room. */
const MAX_LINK = 512;
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Foreign text (a title, what a member typed) as plain text on Discord: no markdown, no links, no mentions, one line.
 * Cut to `max` characters with an ellipsis before escaping, so that no escape is cut in half. Total: marks that turn the direction
 * of what follows are left out, half characters replaced, and what is no text is empty.
 */
export function plain(text: string | null | undefined, max = 100): string {
  const line = String(text ?? '')
    .toWellFormed()
    .replace(DIRECTION, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return shorten(line, max)
    .replace(MARKDOWN, '\\$&')
    .replace(/@/g, `@${ZERO_WIDTH_SPACE}`)
    .replace(/https?\\:\/\//gi, (scheme) => `${scheme}${ZERO_WIDTH_SPACE}`);
}

/** At most `max` UTF-16 units, never half a character. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`.toWellFormed();
}

/** A link Discord renders as one, or null: only http(s), and nothing that would break out of `[…](…)`. */
export function safeLink(uri: string | null | undefined): string | null {
  if (typeof uri !== 'string' || uri.length > MAX_LINK) return null;
  const url = URL.parse(uri);
  if (url === null) return null;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const link = url.href.replace(
    /[()<>\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return link.length > MAX_LINK ? null : link;
}

/** As many of the lines as fit into `max` characters: half a link would show as noise. */
export function wholeLines(lines: readonly string[], max: number): string {
  let used = 0;
  return lines.filter((line) => (used += line.length + 1) <= max + 1).join('\n');
}

/** Foreign words that end a sentence of ours, without a full stop of their own. */
export function sentencePart(text: string): string {
  return plain(text, 200).replace(/\.$/, '');
}
