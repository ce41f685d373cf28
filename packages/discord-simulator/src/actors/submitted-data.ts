import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { ComponentType } from 'discord-api-types/v10';
import type { OptionValues } from '../interactions/option-values.ts';
import type { UsableComponent } from './message-components.ts';

/** `data` of a select menu's interaction. */
export function selectData(menu: UsableComponent, picked: readonly string[], values: OptionValues): object {
  if (picked.length < menu.minValues || picked.length > menu.maxValues) {
    throw new Error(`the menu takes ${menu.minValues} to ${menu.maxValues} values`);
  }
  const ids = picked.map((text) => pick(menu, text, values));
  const resolved = Object.keys(values.resolved).length > 0 ? { resolved: values.resolved } : {};
  return { component_type: menu.type, custom_id: menu.customId, values: ids, ...resolved };
}

function pick(menu: UsableComponent, text: string, values: OptionValues): string {
  if (menu.type === ComponentType.UserSelect) return values.user(text).user.id;
  if (menu.type === ComponentType.RoleSelect) return values.role(text).id;
  if (menu.type === ComponentType.ChannelSelect) return values.channel(text).id;
  if (menu.type === ComponentType.MentionableSelect) {
    return /^(<@&|@&)/.test(text) ? values.role(text).id : values.user(text).user.id;
  }
  const option = menu.options.find(({ label, value }) => label === text || value === text);
  if (!option) throw new Error(`the menu has no "${text}"`);
  return option.value;
}

interface Field {
  type: ComponentType;
  custom_id?: string;
  required?: boolean;
  value?: string;
  min_length?: number;
  max_length?: number;
  component?: Field;
  components?: Field[];
}

/** `data` of a submitted form: the layout of the form with the texts in it. */
export function modalData(
  modal: APIModalInteractionResponseCallbackData,
  fields: Readonly<Record<string, string>>,
): object {
  const used = new Set<string>();
  const fill = (field: Field): object => {
    const { type } = field;
    if (field.component) return { type, component: fill(field.component) };
    if (field.components) return { type, components: field.components.map(fill) };
    const id = field.custom_id;
    if (id === undefined) return { type };
    used.add(id);
    const value = fields[id] ?? field.value ?? '';
    if (value === '' && field.required !== false) throw new Error(`"${id}" is required`);
    const { min_length: min = 0, max_length: max = 4_000 } = field;
    if (value !== '' && (value.length < min || value.length > max)) {
      throw new Error(`"${id}" takes ${min} to ${max} characters`);
    }
    return { type, custom_id: id, value };
  };
  const components = (modal.components as unknown as Field[]).map(fill);
  const unknown = Object.keys(fields).find((id) => !used.has(id));
  if (unknown !== undefined) throw new Error(`the form has no "${unknown}"`);
  return { custom_id: modal.custom_id, components };
}
