import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { FormErrors } from './form-errors.ts';

type Path = readonly (string | number)[];
type Component = Record<string, unknown>;

const selects: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

/** Classic components: five rows of five buttons or one select each; custom ids of 100 characters, each once. */
export function checkComponents(errors: FormErrors, path: Path, value: unknown): void {
  const ids = new Set<string>();
  errors.list(path, value, 5).forEach((row, index) => {
    const at = [...path, index];
    errors.oneOf([...at, 'type'], row.type, [ComponentType.ActionRow]);
    checkRow(errors, [...at, 'components'], row.components, ids);
  });
}

/** Components V2 (message flag 1 << 15): 40 of them, rows checked as above wherever they stand. */
export function checkLayout(errors: FormErrors, path: Path, value: unknown): void {
  const ids = new Set<string>();
  let total = 0;
  const walk = (at: Path, list: unknown): void => {
    errors.list(at, list, 40).forEach((component, index) => {
      total += 1;
      const here = [...at, index];
      if (component.type === ComponentType.ActionRow) {
        total += Array.isArray(component.components) ? component.components.length : 0;
        return checkRow(errors, [...here, 'components'], component.components, ids);
      }
      if (component.type === ComponentType.TextDisplay) {
        errors.text([...here, 'content'], component.content, { min: 1, max: 4_000, required: true });
      }
      const accessory = component.accessory as Component | undefined;
      if (accessory && isButton(accessory)) checkButton(errors, [...here, 'accessory'], accessory, ids);
      if (component.components !== undefined) walk([...here, 'components'], component.components);
    });
  };
  walk(path, value);
  if (total > 40) errors.add(path, 'BASE_TYPE_MAX_LENGTH', 'Must be 40 or fewer in length.');
}

function checkRow(errors: FormErrors, path: Path, value: unknown, ids: Set<string>): void {
  const children = errors.list(path, value, 5, 1);
  if (!Array.isArray(value)) errors.required(path);
  const hasSelect = children.some(({ type }) => selects.has(type));
  if (hasSelect && children.length > 1) {
    errors.add(path, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  }
  children.forEach((child, index) => {
    const at = [...path, index];
    if (isButton(child)) return checkButton(errors, at, child, ids);
    if (selects.has(child.type)) return checkSelect(errors, at, child, ids);
    errors.oneOf([...at, 'type'], child.type, [ComponentType.Button, ...selects]);
  });
}

function isButton(value: Component): boolean {
  return value.type === ComponentType.Button;
}

function checkButton(errors: FormErrors, path: Path, button: Component, ids: Set<string>): void {
  const label = errors.text([...path, 'label'], button.label, { max: 80 });
  if (label === undefined && button.emoji === undefined && button.style !== ButtonStyle.Premium) {
    errors.add(path, 'BUTTON_COMPONENT_INVALID', 'A button needs a label or an emoji');
  }
  errors.oneOf([...path, 'style'], button.style, [1, 2, 3, 4, 5, 6]);
  if (button.style === ButtonStyle.Link) {
    errors.text([...path, 'url'], button.url, { min: 1, max: 512, required: true });
  } else if (button.style !== ButtonStyle.Premium) {
    checkCustomId(errors, path, button.custom_id, ids);
  }
}

function checkSelect(errors: FormErrors, path: Path, select: Component, ids: Set<string>): void {
  checkCustomId(errors, path, select.custom_id, ids);
  errors.text([...path, 'placeholder'], select.placeholder, { max: 150 });
  if (select.type !== ComponentType.StringSelect) return;
  const at = [...path, 'options'];
  if (!Array.isArray(select.options)) errors.required(at);
  const values = new Set<unknown>();
  errors.list(at, select.options, 25, 1).forEach((option, index) => {
    const here = [...at, index];
    errors.text([...here, 'label'], option.label, { min: 1, max: 100, required: true });
    errors.text([...here, 'value'], option.value, { min: 1, max: 100, required: true });
    errors.text([...here, 'description'], option.description, { max: 100 });
    if (values.has(option.value)) {
      errors.add(
        [...here, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    }
    values.add(option.value);
  });
}

function checkCustomId(errors: FormErrors, path: Path, value: unknown, ids: Set<string>): void {
  const at = [...path, 'custom_id'];
  const id = errors.text(at, value, { min: 1, max: 100, required: true });
  if (id === undefined) return;
  if (ids.has(id))
    errors.add(at, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  ids.add(id);
}
