import type { APIApplicationCommand } from 'discord-api-types/v10';
import { ApplicationCommandType } from 'discord-api-types/v10';
import { checkNames, checkOptions } from './command-options.ts';
import type { Path, Raw } from './command-options.ts';
import { FormErrors } from './form-errors.ts';

/** What a bot sends of a command; the rest is Discord's. */
export type CommandForm = Omit<APIApplicationCommand, 'id' | 'application_id' | 'version' | 'guild_id'>;

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
  checkReach(errors, path, raw);
  if (type !== ApplicationCommandType.ChatInput) {
    errors.text([...path, 'name'], raw.name, { min: 1, max: 32, required: true });
    if (raw.options) errors.add([...path, 'options'], 'BASE_TYPE_BAD_LENGTH', 'Must be 0 in length.');
    if (raw.description) errors.add([...path, 'description'], 'BASE_TYPE_BAD_LENGTH', 'Must be 0 in length.');
    return;
  }
  checkNames(errors, path, raw);
  checkOptions(errors, [...path, 'options'], raw.options);
  if (sizeOf(raw) > sizeLimit) {
    errors.add(path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${sizeLimit})`);
  }
}

function checkReach(errors: FormErrors, path: Path, raw: Raw): void {
  errors.flag([...path, 'nsfw'], raw.nsfw);
  errors.flag([...path, 'dm_permission'], raw.dm_permission);
  const permissions = raw.default_member_permissions;
  if (permissions !== undefined && permissions !== null && !/^\d{1,20}$/.test(String(permissions))) {
    errors.add(
      [...path, 'default_member_permissions'],
      'NUMBER_TYPE_COERCE',
      'Value is no set of permissions.',
    );
  }
  for (const [field, allowed] of [
    ['contexts', [0, 1, 2]],
    ['integration_types', [0, 1]],
  ] as const) {
    if (raw[field] === undefined || raw[field] === null) continue;
    const list = errors.values([...path, field], raw[field], { min: 1, max: allowed.length });
    list.forEach((value, index) => errors.oneOf([...path, field, index], value, allowed));
  }
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
    default_member_permissions: permissionsOf(raw.default_member_permissions),
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

/** Numbers come back as text. */
function permissionsOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
