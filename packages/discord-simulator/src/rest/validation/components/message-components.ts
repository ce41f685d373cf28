import { ComponentType as Type } from 'discord-api-types/v10';
import type { FormErrors } from '../form-errors.ts';
import { ComponentCheck } from './component-check.ts';
import type { Component, Path } from './component-check.ts';
import { checkButton, checkRow } from './row.ts';

/** Classic components: five rows of five buttons or one select each. */
export function checkRows(errors: FormErrors, path: Path, value: unknown): void {
  const check = new ComponentCheck(errors);
  errors.list(path, value, 5).forEach((row, index) => {
    const at = [...path, index];
    check.identify(at, row);
    errors.oneOf([...at, 'type'], row.type, [Type.ActionRow]);
    if (row.type === Type.ActionRow) checkRow(check, at, row);
  });
}

const mostComponents = 40;
const mostText = 4_000;
const inContainers = [
  Type.ActionRow,
  Type.Section,
  Type.TextDisplay,
  Type.MediaGallery,
  Type.File,
  Type.Separator,
];

/** Components V2 (message flag 1 << 15): 40 of all levels, 4,000 characters of text in all. `files` are at hand for `attachment://`. */
export function checkLayout(
  errors: FormErrors,
  path: Path,
  value: unknown,
  files: ReadonlySet<string>,
): void {
  const check = new ComponentCheck(errors, files);
  errors
    .list(path, value, mostComponents)
    .forEach((component, index) =>
      checkPart(check, [...path, index], component, [...inContainers, Type.Container]),
    );
  if (check.count > mostComponents) {
    errors.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${mostComponents} or fewer in length.`);
  }
  if (check.shownText > mostText) {
    errors.add(
      path,
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `The total displayable text size exceeds the maximum size of ${mostText}`,
    );
  }
}

function checkPart(check: ComponentCheck, path: Path, part: Component, allowed: readonly Type[]): void {
  const { errors } = check;
  check.identify(path, part);
  errors.oneOf([...path, 'type'], part.type, allowed);
  if (!allowed.includes(part.type as Type)) return;
  switch (part.type) {
    case Type.ActionRow:
      return checkRow(check, path, part);
    case Type.TextDisplay:
      return checkText(check, path, part);
    case Type.Section:
      return checkSection(check, path, part);
    case Type.MediaGallery:
      return checkGallery(check, path, part);
    case Type.File:
      errors.flag([...path, 'spoiler'], part.spoiler);
      return check.media([...path, 'file'], part.file, { attachmentOnly: true });
    case Type.Separator:
      errors.flag([...path, 'divider'], part.divider);
      return errors.oneOf([...path, 'spacing'], part.spacing ?? 1, [1, 2]);
    case Type.Container:
      return checkContainer(check, path, part);
  }
}

function checkText(check: ComponentCheck, path: Path, part: Component): void {
  const content = check.errors.text([...path, 'content'], part.content, {
    min: 1,
    max: mostText,
    required: true,
  });
  check.shownText += content?.length ?? 0;
}

function checkContainer(check: ComponentCheck, path: Path, part: Component): void {
  const { errors } = check;
  errors.integer([...path, 'accent_color'], part.accent_color, { min: 0, max: 0xffffff });
  errors.flag([...path, 'spoiler'], part.spoiler);
  const at = [...path, 'components'];
  if (!Array.isArray(part.components)) errors.required(at);
  errors
    .list(at, part.components, mostComponents, 1)
    .forEach((child, index) => checkPart(check, [...at, index], child, inContainers));
}

function checkSection(check: ComponentCheck, path: Path, part: Component): void {
  const { errors } = check;
  const at = [...path, 'components'];
  if (!Array.isArray(part.components)) errors.required(at);
  errors
    .list(at, part.components, 3, 1)
    .forEach((child, index) => checkPart(check, [...at, index], child, [Type.TextDisplay]));
  const accessory = part.accessory as Component | undefined | null;
  const here = [...path, 'accessory'];
  if (!accessory) return errors.required(here);
  check.identify(here, accessory);
  if (accessory.type === Type.Button) return checkButton(check, here, accessory);
  errors.oneOf([...here, 'type'], accessory.type, [Type.Button, Type.Thumbnail]);
  if (accessory.type === Type.Thumbnail) checkShown(check, here, accessory);
}

function checkGallery(check: ComponentCheck, path: Path, part: Component): void {
  const at = [...path, 'items'];
  if (!Array.isArray(part.items)) check.errors.required(at);
  check.errors.list(at, part.items, 10, 1).forEach((item, index) => checkShown(check, [...at, index], item));
}

function checkShown(check: ComponentCheck, path: Path, raw: Component): void {
  check.media([...path, 'media'], raw.media);
  check.errors.text([...path, 'description'], raw.description, { min: 1, max: 1_024 });
  check.errors.flag([...path, 'spoiler'], raw.spoiler);
}
