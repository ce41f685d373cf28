/** A title from the last part of a path: without extension, and with spaces for its separators. */
export function titleOf(path: string): string {
  const name = path.split('/').pop() ?? '';
  const title = safeDecode(name)
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim();
  return title === '' ? 'Unknown title' : title;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
