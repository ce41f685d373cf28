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

function pick(menu: Pick<UsableComponent, 'type' | 'options'>, text: string, values: OptionValues): string {
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

/** What somebody puts into a form: texts, picked values, whether a box is ticked. */
export type FormValues = Readonly<Record<string, string | readonly string[] | boolean>>;

interface Field {
  id?: number;
  type: ComponentType;
  custom_id?: string;
  required?: boolean;
  value?: string;
  default?: boolean;
  min_length?: number;
  max_length?: number;
  min_values?: number;
  max_values?: number;
  options?: { label: string; value: string; default?: boolean }[];
  component?: Field;
  components?: Field[];
}

/** `data` of a submitted form: the layout of the form with what was put in. Texts that were only shown are left out. */
export function modalData(
  modal: APIModalInteractionResponseCallbackData,
  fields: FormValues,
  values: OptionValues,
): object {
  const used = new Set<string>();
  let next = 1;
  const fill = (field: Field): object[] => {
    const { type } = field;
    const base = { type, id: field.id ?? next++ };
    if (field.component) return [{ ...base, component: fill(field.component)[0] }];
    if (field.components) return [{ ...base, components: field.components.flatMap(fill) }];
    const id = field.custom_id;
    if (id === undefined) return type === ComponentType.TextDisplay ? [base] : [];
    used.add(id);
    return [{ ...base, custom_id: id, ...answer(field, id, fields[id], values) }];
  };
  const components = (modal.components as unknown as Field[]).flatMap(fill);
  const unknown = Object.keys(fields).find((id) => !used.has(id));
  if (unknown !== undefined) throw new Error(`the form has no "${unknown}"`);
  const resolved = Object.keys(values.resolved).length > 0 ? { resolved: values.resolved } : {};
  return { custom_id: modal.custom_id, components, ...resolved };
}

function answer(
  field: Field,
  id: string,
  given: FormValues[string] | undefined,
  values: OptionValues,
): object {
  switch (field.type) {
    case ComponentType.TextInput:
      return { value: textOf(field, id, given) };
    case ComponentType.Checkbox:
      return { value: given === undefined ? (field.default ?? false) : given === true || given === 'true' };
    case ComponentType.RadioGroup:
      return { value: picked(field, id, given, { min: 0, max: 1 }, values)[0] ?? null };
    case ComponentType.CheckboxGroup: {
      const most = field.options?.length ?? 10;
      return {
        values: picked(
          field,
          id,
          given,
          { min: field.min_values ?? 0, max: field.max_values ?? most },
          values,
        ),
      };
    }
    default: {
      const bounds = { min: field.min_values ?? 1, max: field.max_values ?? 1 };
      return { values: picked(field, id, given, bounds, values) };
    }
  }
}

function textOf(field: Field, id: string, given: FormValues[string] | undefined): string {
  const value = typeof given === 'string' ? given : (field.value ?? '');
  if (value === '' && field.required !== false) throw new Error(`"${id}" is required`);
  const { min_length: min = 0, max_length: max = 4_000 } = field;
  if (value !== '' && (value.length < min || value.length > max)) {
    throw new Error(`"${id}" takes ${min} to ${max} characters`);
  }
  return value;
}

function picked(
  field: Field,
  id: string,
  given: FormValues[string] | undefined,
  bounds: { min: number; max: number },
  values: OptionValues,
): string[] {
  const preset = (field.options ?? []).flatMap((option) => (option.default ? [option.value] : []));
  const texts = given === undefined ? preset : typeof given === 'object' ? [...given] : [String(given)];
  if (texts.length === 0 && field.required === false) return [];
  if (texts.length === 0) throw new Error(`"${id}" is required`);
  if (texts.length < bounds.min || texts.length > bounds.max) {
    throw new Error(`"${id}" takes ${bounds.min} to ${bounds.max} values`);
  }
  if (field.type === ComponentType.FileUpload) return texts.map((name) => values.file(name).id);
  const menu = { type: field.type, options: field.options ?? [] };
  return texts.map((text) => pick(menu, text, values));
}
