import { ApplicationCommandOptionType as Option } from 'discord-api-types/v10';
import { isObject } from '../../json.ts';
import { checkChannelTypes } from './components/row.ts';
import type { FormErrors } from './form-errors.ts';

export type Path = readonly (string | number)[];
export type Raw = Record<string, unknown>;

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Name and description with their translations, as chat input commands and their options have them. */
export function checkNames(errors: FormErrors, path: Path, raw: Raw): void {
  checkSpelling(errors, [...path, 'name'], raw.name, true);
  errors.text([...path, 'description'], raw.description, { min: 1, max: 100, required: true });
  forEachLocale(raw.name_localizations, (locale, name) =>
    checkSpelling(errors, [...path, 'name_localizations', locale], name, false),
  );
  forEachLocale(raw.description_localizations, (locale, text) =>
    errors.text([...path, 'description_localizations', locale], text, { min: 1, max: 100 }),
  );
}

function forEachLocale(value: unknown, check: (locale: string, text: unknown) => void): void {
  if (!isObject(value)) return;
  for (const [locale, text] of Object.entries(value)) check(locale, text);
}

function checkSpelling(errors: FormErrors, path: Path, value: unknown, required: boolean): void {
  const name = errors.text(path, value, { min: 1, max: 32, required });
  if (name === undefined || name.length > 32 || name.length === 0) return;
  if (namePattern.test(name) && name === name.toLowerCase()) return;
  errors.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

/** `depth` 0 is the command itself, 1 a group or subcommand, 2 a group's subcommand. */
export function checkOptions(errors: FormErrors, path: Path, value: unknown, depth = 0): void {
  const names = new Set<unknown>();
  let optionalSeen = false;
  const options = errors.list(path, value, 25);
  if (new Set(options.map(({ type }) => isNested(type))).size > 1) {
    errors.add(path, nestingCode, 'Sub-commands and other options cannot stand side by side');
  }
  options.forEach((option, index) => {
    const at = [...path, index];
    errors.oneOf([...at, 'type'], option.type, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    checkNames(errors, at, option);
    if (names.has(option.name)) {
      errors.add(
        [...at, 'name'],
        'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        'Option name already exists',
      );
    }
    names.add(option.name);
    if (isNested(option.type)) {
      const tooDeep = depth > 1 || (depth === 1 && option.type === Option.SubcommandGroup);
      if (tooDeep) errors.add(at, nestingCode, 'Sub-command option nesting is invalid');
      if (option.type === Option.SubcommandGroup && depth === 0) requireSubcommands(errors, at, option);
      return checkOptions(errors, [...at, 'options'], option.options, depth + 1);
    }
    if (option.required === true && optionalSeen) {
      errors.add(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optionalSeen ||= option.required !== true;
    checkValues(errors, at, option);
  });
}

const nestingCode = 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID';

function isNested(type: unknown): boolean {
  return type === Option.Subcommand || type === Option.SubcommandGroup;
}

function requireSubcommands(errors: FormErrors, path: Path, group: Raw): void {
  const children = Array.isArray(group.options) ? (group.options as unknown[]) : [];
  if (children.some((child) => isObject(child) && !isNested(child.type))) {
    errors.add([...path, 'options'], nestingCode, 'A group holds sub-commands only');
  }
}

/** What a value may be: lengths, sizes, choices, kinds of channels. */
function checkValues(errors: FormErrors, path: Path, option: Raw): void {
  errors.flag([...path, 'required'], option.required);
  errors.flag([...path, 'autocomplete'], option.autocomplete);
  const { type } = option;
  if (type === Option.String) {
    const least = errors.integer([...path, 'min_length'], option.min_length, { min: 0, max: 6_000 });
    const most = errors.integer([...path, 'max_length'], option.max_length, { min: 1, max: 6_000 });
    checkOrder(errors, [...path, 'max_length'], least, most);
  }
  if (type === Option.Integer || type === Option.Number) {
    const [least, most] = [option.min_value, option.max_value].map((bound, index) => {
      if (bound === undefined || bound === null) return undefined;
      const fits = typeof bound === 'number' && (type === Option.Number || Number.isSafeInteger(bound));
      const at = [...path, index === 0 ? 'min_value' : 'max_value'];
      if (!fits) errors.add(at, 'NUMBER_TYPE_COERCE', 'Value is no number of that type.');
      return fits ? bound : undefined;
    });
    checkOrder(errors, [...path, 'max_value'], least, most);
  }
  checkChannelTypes(errors, path, option.channel_types);
  checkChoices(errors, path, option);
}

function checkOrder(errors: FormErrors, path: Path, least?: number, most?: number): void {
  if (least === undefined || most === undefined || least <= most) return;
  errors.add(
    path,
    'APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID',
    'The maximum must not be below the minimum',
  );
}

const withChoices: ReadonlySet<unknown> = new Set([Option.String, Option.Integer, Option.Number]);

function checkChoices(errors: FormErrors, path: Path, option: Raw): void {
  const choices = errors.list([...path, 'choices'], option.choices, 25);
  if (!withChoices.has(option.type) && (choices.length > 0 || option.autocomplete === true)) {
    errors.add(path, nestingCode, 'Only texts and numbers have choices or autocomplete');
  }
  if (option.autocomplete === true && choices.length > 0) {
    errors.add(
      [...path, 'autocomplete'],
      'APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES',
      'Autocomplete and choices cannot be set at the same time',
    );
  }
  const names = new Set<unknown>();
  choices.forEach((choice, index) => {
    const at = [...path, 'choices', index];
    errors.text([...at, 'name'], choice.name, { min: 1, max: 100, required: true });
    if (names.has(choice.name)) {
      errors.add(
        [...at, 'name'],
        'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
        'Option choice name already exists',
      );
    }
    names.add(choice.name);
    forEachLocale(choice.name_localizations, (locale, text) =>
      errors.text([...at, 'name_localizations', locale], text, { min: 1, max: 100 }),
    );
    checkChoice(errors, [...at, 'value'], option.type, choice.value);
  });
}

function checkChoice(errors: FormErrors, path: Path, type: unknown, value: unknown): void {
  if (value === undefined || value === null) return errors.required(path);
  if (type === Option.String) return void errors.text(path, value, { min: 1, max: 100 });
  const fits = typeof value === 'number' && (type === Option.Number || Number.isSafeInteger(value));
  if (!fits) errors.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not a number of that type.`);
}
