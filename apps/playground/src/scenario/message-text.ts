interface Shown {
  content?: string;
  embeds?: readonly {
    title?: string;
    description?: string;
    fields?: readonly { name: string; value: string }[];
  }[];
}

/** What a member reads of a message, on one line. `names`: of the channels and users that are mentioned, by id. */
export function messageText(
  { content = '', embeds = [] }: Shown,
  names: ReadonlyMap<string, string>,
): string {
  const parts = embeds.flatMap(({ title, description, fields = [] }) => [
    title,
    description,
    ...fields.map(({ name, value }) => `${name}: ${value}`),
  ]);
  const text = [content, ...parts].filter((part) => part !== undefined && part !== '').join(' · ');
  return text
    .replace(/<(?:#|@!?)(\d+)>/g, (mention, id: string) => names.get(id) ?? mention)
    .replaceAll('**', '')
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replace(/\s+/g, ' ');
}
