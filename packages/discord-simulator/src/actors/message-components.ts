import type { APIMessage } from 'discord-api-types/v10';
import { ComponentType } from 'discord-api-types/v10';

/** A component that can be used, in what a user needs to know of it. */
export interface UsableComponent {
  type: ComponentType;
  customId: string;
  label: string | undefined;
  options: { label: string; value: string }[];
  minValues: number;
  maxValues: number;
}

/** The button with that custom id or label; throws what keeps a user from pressing it. */
export function findButton(message: APIMessage, key: string): UsableComponent {
  return find(message, key, (raw) => raw.type === ComponentType.Button);
}

/** The select menu with that custom id or placeholder. */
export function findSelect(message: APIMessage, key: string): UsableComponent {
  return find(message, key, (raw) => raw.type !== ComponentType.Button);
}

interface Raw {
  type: ComponentType;
  custom_id?: string;
  label?: string;
  placeholder?: string;
  disabled?: boolean;
  options?: { label: string; value: string }[];
  min_values?: number;
  max_values?: number;
  components?: Raw[];
  accessory?: Raw;
}

function find(message: APIMessage, key: string, fits: (raw: Raw) => boolean): UsableComponent {
  const usable = [...leaves((message.components ?? []) as unknown as Raw[])].filter(fits);
  const raw = usable.find((one) => [one.custom_id, one.label, one.placeholder].includes(key));
  if (!raw) {
    const names = usable.map((one) => one.label ?? one.placeholder ?? one.custom_id).join(', ');
    throw new Error(`the message has no "${key}"; there are: ${names || 'none'}`);
  }
  if (raw.disabled) throw new Error(`"${key}" is disabled`);
  if (raw.custom_id === undefined) throw new Error(`"${key}" is a link`);
  return {
    type: raw.type,
    customId: raw.custom_id,
    label: raw.label,
    options: raw.options ?? [],
    minValues: raw.min_values ?? 1,
    maxValues: raw.max_values ?? 1,
  };
}

/** Everything at the ends of rows, sections and containers. */
function* leaves(components: readonly Raw[]): Generator<Raw> {
  for (const component of components) {
    if (component.accessory) yield component.accessory;
    if (component.components) yield* leaves(component.components);
    else if (component.custom_id !== undefined || component.type === ComponentType.Button) yield component;
  }
}
