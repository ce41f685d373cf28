/** Fields that decide whether a registered command is the wanted one; Discord adds others of its own. */
const COMPARED = new Set([
  'name',
  'description',
  'description_localizations',
  'default_member_permissions',
  'contexts',
  'options',
  'type',
  'required',
  'choices',
  'value',
  'channel_types',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'autocomplete',
]);

/**
 * A command as text that is the same whoever sent it: keys sorted, what Discord fills in or leaves out (null, false,
 * empty lists, the default type) dropped. The order of options counts, that of contexts and channel types doesn't.
 */
export function canonicalCommand(command: object, scope: 'global' | 'guild'): string {
  const { contexts, ...rest } = command as { contexts?: unknown };
  // Discord knows contexts for global commands only.
  return JSON.stringify(canonical({ type: 1, ...rest, ...(scope === 'global' ? { contexts } : {}) }));
}

function canonical(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item));
    return key === 'contexts' || key === 'channel_types' ? items.sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const named = key === 'description_localizations';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => named || COMPARED.has(name))
      .map(([name, item]) => [name, canonical(item, name)] as const)
      .filter(([, item]) => !isDefault(item))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
