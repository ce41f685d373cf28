import type { FormErrors } from './form-errors.ts';

const totalLimit = 6_000;

/** Limits of embeds: ten of them, each part's length, and 6000 characters in all. */
export function checkEmbeds(errors: FormErrors, path: readonly (string | number)[], value: unknown): void {
  const embeds = errors.list(path, value, 10);
  let total = 0;
  const count = (text: string | undefined): void => {
    total += text?.length ?? 0;
  };
  embeds.forEach((embed, index) => {
    const at = [...path, index];
    count(errors.text([...at, 'title'], embed.title, { max: 256 }));
    count(errors.text([...at, 'description'], embed.description, { max: 4_096 }));
    const { footer, author } = embed as { footer?: { text?: unknown }; author?: { name?: unknown } };
    if (footer) count(errors.text([...at, 'footer', 'text'], footer.text, { max: 2_048 }));
    if (author) count(errors.text([...at, 'author', 'name'], author.name, { max: 256, required: true }));
    errors.list([...at, 'fields'], embed.fields, 25).forEach((field, number) => {
      const here = [...at, 'fields', number];
      count(errors.text([...here, 'name'], field.name, { min: 1, max: 256, required: true }));
      count(errors.text([...here, 'value'], field.value, { min: 1, max: 1_024, required: true }));
      errors.flag([...here, 'inline'], field.inline);
    });
    errors.integer([...at, 'color'], embed.color, { min: 0, max: 0xffffff });
    errors.time([...at, 'timestamp'], embed.timestamp);
    for (const key of ['url', 'image', 'thumbnail'] as const) checkUrl(errors, [...at, key], embed[key]);
  });
  if (total > totalLimit) {
    const message = `Embed size exceeds maximum size of ${totalLimit}`;
    errors.add(path, 'MAX_EMBED_SIZE_EXCEEDED', message);
  }
}

function checkUrl(errors: FormErrors, path: readonly (string | number)[], value: unknown): void {
  if (value === undefined || value === null) return;
  const url = typeof value === 'object' ? (value as { url?: unknown }).url : value;
  if (typeof url === 'string' && /^(https?|attachment):\/\//.test(url)) return;
  const at = typeof value === 'object' ? [...path, 'url'] : path;
  errors.add(at, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
}
