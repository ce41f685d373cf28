import type { APIApplicationCommand } from 'discord-api-types/v10';
import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { FormErrors } from './form-errors.ts';

type Path = readonly (string | number)[];
type Raw = Record<string, unknown>;
/** What a bot sends of a command; the rest is Discord's. */
export type CommandForm = Omit<APIApplicationCommand, 'id' | 'application_id' | 'version' | 'guild_id'>;

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const sizeLimit = 8_000;
const countLimits = [
  [ApplicationCommandType.ChatInput, 100],
  [ApplicationCommandType.User, 15],
  [ApplicationCommandType.Message, 15],
] as const;

/** Reads the body of one command; throws 50035. */
export function readCommand(body: unknown): CommandForm {
  const errors = new FormErrors();
  checkCommand(errors, [], body as Raw);
  errors.throwIfAny();
  return toForm(body as Raw);
}

/** Reads the body of a PUT, which replaces all; throws 50035. */
export function readCommands(body: unknown): CommandForm[] {
  const errors = new FormErrors();
  const list = errors.list([], body, 130);
  const seen = new Set<string>();
  list.forEach((raw, index) => {
    checkCommand(errors, [index], raw);
    const key = `${String(raw.type ?? 1)} ${String(raw.name)}`;
    if (seen.has(key)) {
      errors.add(
        [index, 'name'],
        'APPLICATION_COMMANDS_DUPLICATE_NAME',
        'Application command names must be unique',
      );
    }
    seen.add(key);
  });
  for (const [type, limit] of countLimits) {
    if (list.filter((raw) => (raw.type ?? 1) === type).length > limit) {
      errors.add(
        [],
        'APPLICATION_COMMANDS_LIMIT',
        `Maximum number of application commands reached (${limit})`,
      );
    }
  }
  errors.throwIfAny();
  return list.map(toForm);
}

function checkCommand(errors: FormErrors, path: Path, raw: Raw): void {
  const type = raw.type ?? ApplicationCommandType.ChatInput;
  errors.oneOf([...path, 'type'], type, [1, 2, 3, 4]);
  if (type !== ApplicationCommandType.ChatInput) {
    errors.text([...path, 'name'], raw.name, { min: 1, max: 32, required: true });
    if (raw.description) errors.add([...path, 'description'], 'BASE_TYPE_BAD_LENGTH', 'Must be 0 in length.');
    return;
  }
  checkName(errors, path, raw);
  errors.text([...path, 'description'], raw.description, { min: 1, max: 100, required: true });
  checkOptions(errors, [...path, 'options'], raw.options, 0);
  if (sizeOf(raw) > sizeLimit) {
    errors.add(path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${sizeLimit})`);
  }
}

function checkName(errors: FormErrors, path: Path, raw: Raw): void {
  const at = [...path, 'name'];
  const name = errors.text(at, raw.name, { min: 1, max: 32, required: true });
  checkSpelling(errors, at, name);
  for (const [locale, localized] of Object.entries(raw.name_localizations ?? {})) {
    checkSpelling(errors, [...path, 'name_localizations', locale], String(localized));
  }
}

function checkSpelling(errors: FormErrors, path: Path, name: string | undefined): void {
  if (name === undefined || name.length > 32 || name.length === 0) return;
  if (namePattern.test(name) && name === name.toLowerCase()) return;
  errors.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

/** `depth` 0 is the command itself, 1 a group or subcommand, 2 a group's subcommand. */
function checkOptions(errors: FormErrors, path: Path, value: unknown, depth: number): void {
  const names = new Set<unknown>();
  let optionalSeen = false;
  errors.list(path, value, 25).forEach((option, index) => {
    const at = [...path, index];
    errors.oneOf([...at, 'type'], option.type, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    checkName(errors, at, option);
    errors.text([...at, 'description'], option.description, { min: 1, max: 100, required: true });
    if (names.has(option.name)) {
      errors.add(
        [...at, 'name'],
        'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        'Option name already exists',
      );
    }
    names.add(option.name);
    if (isNested(option.type)) {
      const tooDeep =
        depth > 1 || (depth === 1 && option.type === ApplicationCommandOptionType.SubcommandGroup);
      if (tooDeep)
        errors.add(at, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command option nesting is invalid');
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
    checkChoices(errors, at, option);
  });
}

function isNested(type: unknown): boolean {
  return (
    type === ApplicationCommandOptionType.Subcommand || type === ApplicationCommandOptionType.SubcommandGroup
  );
}

function checkChoices(errors: FormErrors, path: Path, option: Raw): void {
  const choices = errors.list([...path, 'choices'], option.choices, 25);
  if (option.autocomplete === true && choices.length > 0) {
    errors.add(
      [...path, 'autocomplete'],
      'APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES',
      'Autocomplete and choices cannot be set at the same time',
    );
  }
  choices.forEach((choice, index) => {
    const at = [...path, 'choices', index];
    errors.text([...at, 'name'], choice.name, { min: 1, max: 100, required: true });
    if (typeof choice.value === 'string') errors.text([...at, 'value'], choice.value, { max: 100 });
    else if (typeof choice.value !== 'number') errors.required([...at, 'value']);
  });
}

/** Names, descriptions and choice values, all of them together. */
function sizeOf(raw: Raw): number {
  const own = String(raw.name ?? '').length + String(raw.description ?? '').length;
  const value = typeof raw.value === 'string' ? raw.value.length : 0;
  const nested = [...list(raw.options), ...list(raw.choices)];
  return nested.reduce((sum, child) => sum + sizeOf(child), own + value);
}

function list(value: unknown): Raw[] {
  return Array.isArray(value) ? (value as Raw[]) : [];
}

function toForm(raw: Raw): CommandForm {
  const type = (raw.type ?? ApplicationCommandType.ChatInput) as ApplicationCommandType;
  return {
    type,
    name: raw.name,
    description: raw.description ?? '',
    default_member_permissions: raw.default_member_permissions ?? null,
    dm_permission: raw.dm_permission ?? true,
    contexts: raw.contexts ?? null,
    integration_types: raw.integration_types ?? [0],
    nsfw: raw.nsfw ?? false,
    ...(raw.options === undefined ? {} : { options: raw.options }),
    ...(raw.name_localizations === undefined ? {} : { name_localizations: raw.name_localizations }),
    ...(raw.description_localizations === undefined
      ? {}
      : { description_localizations: raw.description_localizations }),
  } as CommandForm;
}
