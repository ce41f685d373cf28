const MARKDOWN = /[\\*_~`|>#[\]()<@:-]/g;
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Foreign text (a title, what a member typed) as plain text on Discord: no markdown, no links, no mentions, one line.
 * Cut to `max` characters with an ellipsis before escaping, so that no escape is cut in half.
 */
export function plain(text: string, max = 100): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return shorten(line, max)
    .replace(MARKDOWN, '\\$&')
    .replace(/@/g, `@${ZERO_WIDTH_SPACE}`)
    .replace(/https?\\:\/\//gi, (scheme) => `${scheme}${ZERO_WIDTH_SPACE}`);
}

/** At most `max` UTF-16 units, never half a character. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A link Discord renders as one, or null: only http(s), and nothing that would break out of `[…](…)`. */
export function safeLink(uri: string | null): string | null {
  if (uri === null || uri.length > 512 || !URL.canParse(uri)) return null;
  const url = new URL(uri);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return url.href.replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Foreign words that end a sentence of ours, without a full stop of their own. */
export function sentencePart(text: string): string {
  return plain(text, 200).replace(/\.$/, '');
}
