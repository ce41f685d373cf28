import { ComponentType as Type } from 'discord-api-types/v10';
import type { FormErrors } from '../form-errors.ts';
import { isObject } from '../../../json.ts';
import { ComponentCheck } from './component-check.ts';
import type { Component, Path } from './component-check.ts';
import { checkSelect, selects } from './row.ts';

const inLabels = [
  Type.TextInput,
  ...selects,
  Type.FileUpload,
  Type.RadioGroup,
  Type.CheckboxGroup,
  Type.Checkbox,
];

/** One to five labels with an input each, text displays, or rows of one text input as before labels came. */
export function checkModal(errors: FormErrors, path: Path, raw: Component): void {
  errors.text([...path, 'custom_id'], raw.custom_id, { min: 1, max: 100, required: true });
  errors.text([...path, 'title'], raw.title, { min: 1, max: 45, required: true });
  const at = [...path, 'components'];
  if (!Array.isArray(raw.components)) errors.required(at);
  const check = new ComponentCheck(errors);
  errors.list(at, raw.components, 5, 1).forEach((part, index) => checkPart(check, [...at, index], part));
}

function checkPart(check: ComponentCheck, path: Path, part: Component): void {
  const { errors } = check;
  check.identify(path, part);
  errors.oneOf([...path, 'type'], part.type, [Type.ActionRow, Type.Label, Type.TextDisplay]);
  if (part.type === Type.TextDisplay) {
    errors.text([...path, 'content'], part.content, { min: 1, max: 4_000, required: true });
  }
  if (part.type === Type.ActionRow) {
    const at = [...path, 'components'];
    if (!Array.isArray(part.components)) errors.required(at);
    errors.list(at, part.components, 1, 1).forEach((input, index) => {
      errors.oneOf([...at, index, 'type'], input.type, [Type.TextInput]);
      errors.text([...at, index, 'label'], input.label, { min: 1, max: 45, required: true });
      checkInput(check, [...at, index], input);
    });
  }
  if (part.type === Type.Label) {
    errors.text([...path, 'label'], part.label, { min: 1, max: 45, required: true });
    errors.text([...path, 'description'], part.description, { min: 1, max: 100 });
    const at = [...path, 'component'];
    if (!isObject(part.component)) return errors.required(at);
    errors.oneOf([...at, 'type'], part.component.type, inLabels);
    checkInput(check, at, part.component);
  }
}

function checkInput(check: ComponentCheck, path: Path, input: Component): void {
  const { errors } = check;
  check.identify(path, input);
  errors.flag([...path, 'required'], input.required);
  if (selects.has(input.type)) return checkSelect(check, path, input);
  check.customId(path, input.custom_id);
  switch (input.type) {
    case Type.TextInput:
      return checkTextInput(errors, path, input);
    case Type.FileUpload:
      return check.bounds(path, input, { max: 10 });
    case Type.RadioGroup:
      return check.options([...path, 'options'], input.options, { min: 2, max: 10 });
    case Type.CheckboxGroup:
      check.bounds(path, input, { max: 10 });
      return check.options([...path, 'options'], input.options, { min: 1, max: 10 });
    case Type.Checkbox:
      return void errors.flag([...path, 'default'], input.default);
  }
}

function checkTextInput(errors: FormErrors, path: Path, input: Component): void {
  errors.oneOf([...path, 'style'], input.style, [1, 2]);
  errors.text([...path, 'value'], input.value, { max: 4_000 });
  errors.text([...path, 'placeholder'], input.placeholder, { max: 100 });
  const least = errors.integer([...path, 'min_length'], input.min_length, { min: 0, max: 4_000 });
  const most = errors.integer([...path, 'max_length'], input.max_length, { min: 1, max: 4_000 });
  if ((least ?? 0) > (most ?? 4_000)) {
    errors.add([...path, 'min_length'], 'BASE_TYPE_BAD_LENGTH', 'min_length must not be above max_length');
  }
}
