import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import { isObject } from '../../../json.ts';
import type { FormErrors } from '../form-errors.ts';
import type { Component, ComponentCheck, Path } from './component-check.ts';

export const selects: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

/** One to five buttons, or one select. */
export function checkRow(check: ComponentCheck, path: Path, row: Component): void {
  const { errors } = check;
  const at = [...path, 'components'];
  if (!Array.isArray(row.components)) errors.required(at);
  const children = errors.list(at, row.components, 5, 1);
  if (children.length > 1 && children.some(({ type }) => selects.has(type))) {
    errors.add(at, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  }
  children.forEach((child, index) => {
    const here = [...at, index];
    check.identify(here, child);
    if (child.type === ComponentType.Button) return checkButton(check, here, child);
    if (selects.has(child.type)) return checkSelect(check, here, child);
    errors.oneOf([...here, 'type'], child.type, [ComponentType.Button, ...selects]);
  });
}

export function checkButton(check: ComponentCheck, path: Path, button: Component): void {
  const { errors } = check;
  const { style } = button;
  errors.oneOf([...path, 'style'], style, [1, 2, 3, 4, 5, 6]);
  errors.flag([...path, 'disabled'], button.disabled);
  const label = errors.text([...path, 'label'], button.label, { max: 80 });
  check.emoji([...path, 'emoji'], button.emoji);
  const isEmpty = !label && !button.emoji;
  if (style === ButtonStyle.Premium) {
    if (errors.snowflake([...path, 'sku_id'], button.sku_id) === undefined)
      errors.required([...path, 'sku_id']);
    if (!isEmpty || button.custom_id || button.url)
      forbid(check, path, 'A premium button has a SKU and nothing else');
    return;
  }
  if (isEmpty) forbid(check, path, 'A button needs a label or an emoji');
  if (style === ButtonStyle.Link) {
    const url = errors.text([...path, 'url'], button.url, { min: 1, max: 512, required: true });
    if (url !== undefined && !/^(https?|discord):\/\/\S+$/.test(url)) {
      errors.add(
        [...path, 'url'],
        'URL_TYPE_INVALID_SCHEME',
        'Scheme must be one of (http, https, discord).',
      );
    }
    if (button.custom_id) forbid(check, path, 'A custom id and url cannot both be specified');
    return;
  }
  check.customId(path, button.custom_id);
  if (button.url) forbid(check, path, 'A custom id and url cannot both be specified');
}

function forbid({ errors }: ComponentCheck, path: Path, message: string): void {
  errors.add(path, 'BUTTON_COMPONENT_INVALID', message);
}

export function checkSelect(check: ComponentCheck, path: Path, select: Component): void {
  const { errors } = check;
  check.customId(path, select.custom_id);
  errors.text([...path, 'placeholder'], select.placeholder, { max: 150 });
  errors.flag([...path, 'disabled'], select.disabled);
  check.bounds(path, select, { max: 25 });
  if (select.type === ComponentType.StringSelect) {
    check.options([...path, 'options'], select.options, { min: 1, max: 25 });
    return checkPreselected(check, path, select);
  }
  const kinds = defaultKinds[select.type as keyof typeof defaultKinds];
  errors.list([...path, 'default_values'], select.default_values, 25).forEach((value, index) => {
    errors.snowflake([...path, 'default_values', index, 'id'], value.id);
    errors.oneOf([...path, 'default_values', index, 'type'], value.type, kinds);
  });
  checkChannelTypes(errors, path, select.channel_types);
}

const defaultKinds = {
  [ComponentType.UserSelect]: ['user'],
  [ComponentType.RoleSelect]: ['role'],
  [ComponentType.MentionableSelect]: ['user', 'role'],
  [ComponentType.ChannelSelect]: ['channel'],
};

/** Kinds of channels that a menu or an option is limited to. */
export function checkChannelTypes(errors: FormErrors, path: Path, value: unknown): void {
  const at = [...path, 'channel_types'];
  errors
    .values(at, value, { max: channelTypes.length })
    .forEach((type, index) => errors.oneOf([...at, index], type, channelTypes));
}

const channelTypes = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

function checkPreselected({ errors }: ComponentCheck, path: Path, select: Component): void {
  if (!Array.isArray(select.options)) return;
  const chosen = select.options.filter((option) => isObject(option) && option.default === true).length;
  const most = typeof select.max_values === 'number' ? select.max_values : 1;
  if (chosen > most) {
    errors.add(
      [...path, 'options'],
      'SELECT_COMPONENT_TOO_MANY_DEFAULTS',
      `Must have at most ${most} default options`,
    );
  }
}
