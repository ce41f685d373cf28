import type { APIEmbed } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import { isObject } from '../../json.ts';
import type { UploadedFile } from '../../messages/uploads.ts';
import { DiscordError } from '../discord-error.ts';
import { readAllowedMentions } from './allowed-mentions.ts';
import type { AllowedMentions } from './allowed-mentions.ts';
import { checkLayout, checkRows } from './components/message-components.ts';
import { checkEmbeds } from './embeds.ts';
import { FormErrors } from './form-errors.ts';

export interface AttachmentForm {
  id: string;
  description?: string;
  filename?: string;
}

/** A message body that holds to Discord's limits. Absent fields are left as they are by an edit. */
export interface MessageForm {
  content?: string;
  embeds?: APIEmbed[];
  /** As they came. */
  components?: unknown[];
  /** Attachments to keep (by id) or to describe (by index of the upload). */
  attachments?: AttachmentForm[];
  allowedMentions?: AllowedMentions;
  flags: number;
  tts: boolean;
  nonce?: string | number;
  enforceNonce: boolean;
  reference?: { messageId: string; failIfNotExists: boolean };
}

export interface FormContext {
  /** Where the message stands in the request. */
  path?: readonly string[];
  files?: readonly UploadedFile[];
  /** The message that is edited: what it has stays, and Components V2 can't be taken from it. */
  before?: { flags?: number; attachments: readonly { filename: string }[] };
}

const mostFiles = 10;

/** Reads a message body; throws 50035 with what is wrong. */
export function readMessageForm(body: unknown, context: FormContext = {}): MessageForm {
  const { path = [], files = [], before } = context;
  const raw = isObject(body) ? body : {};
  const errors = new FormErrors();
  const flags = errors.integer([...path, 'flags'], raw.flags, { min: 0, max: 2 ** 31 - 1 }) ?? 0;
  const attachments = readAttachments(errors, [...path, 'attachments'], raw.attachments);
  if (files.length > mostFiles) {
    errors.add([...path, 'attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${mostFiles} or fewer in length.`);
  }
  errors.text([...path, 'content'], raw.content, { max: 2_000 });
  errors.flag([...path, 'tts'], raw.tts);
  errors.flag([...path, 'enforce_nonce'], raw.enforce_nonce);
  checkEmbeds(errors, [...path, 'embeds'], raw.embeds);
  const names = new Set([...files, ...(before?.attachments ?? [])].map(({ filename }) => filename));
  checkParts(errors, {
    raw,
    path,
    flags: flags | ((before?.flags ?? 0) & MessageFlags.IsComponentsV2),
    names,
  });
  if (typeof raw.nonce !== 'number') errors.text([...path, 'nonce'], raw.nonce, { max: 25 });
  const allowedMentions = readAllowedMentions(errors, [...path, 'allowed_mentions'], raw.allowed_mentions);
  const reference = isObject(raw.message_reference) ? raw.message_reference : undefined;
  const messageId = errors.snowflake([...path, 'message_reference', 'message_id'], reference?.message_id);
  errors.throwIfAny();
  return {
    ...(raw.content === undefined ? {} : { content: (raw.content as string | null) ?? '' }),
    ...(raw.embeds === undefined ? {} : { embeds: (raw.embeds as APIEmbed[] | null) ?? [] }),
    ...(raw.components === undefined ? {} : { components: (raw.components as unknown[] | null) ?? [] }),
    ...(attachments ? { attachments } : {}),
    ...(allowedMentions ? { allowedMentions } : {}),
    ...(typeof raw.nonce === 'string' || typeof raw.nonce === 'number' ? { nonce: raw.nonce } : {}),
    ...(messageId === undefined
      ? {}
      : { reference: { messageId, failIfNotExists: reference?.fail_if_not_exists !== false } }),
    flags,
    tts: raw.tts === true,
    enforceNonce: raw.enforce_nonce === true,
  };
}

function checkParts(
  errors: FormErrors,
  at: { raw: Record<string, unknown>; path: readonly string[]; flags: number; names: ReadonlySet<string> },
): void {
  const { raw, path, flags, names } = at;
  if (!(flags & MessageFlags.IsComponentsV2))
    return checkRows(errors, [...path, 'components'], raw.components);
  checkLayout(errors, [...path, 'components'], raw.components, names);
  for (const field of ['content', 'embeds', 'poll', 'sticker_ids']) {
    const value = raw[field];
    if (!value || (Array.isArray(value) && value.length === 0)) continue;
    const message = `The ${field} field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
    errors.add([...path, field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', message);
  }
}

function readAttachments(
  errors: FormErrors,
  path: readonly string[],
  value: unknown,
): AttachmentForm[] | undefined {
  if (value === undefined || value === null) return undefined;
  return errors.list(path, value, mostFiles).map((raw, index) => {
    const at = [...path, index];
    const id = errors.snowflake([...at, 'id'], raw.id);
    if (id === undefined) errors.required([...at, 'id']);
    const description = errors.text([...at, 'description'], raw.description, { max: 1_024 });
    const filename = errors.text([...at, 'filename'], raw.filename, { min: 1, max: 1_024 });
    return {
      id: id ?? '',
      ...(description === undefined ? {} : { description }),
      ...(filename === undefined ? {} : { filename }),
    };
  });
}

/** Throws 50006 when a new message would show nothing. */
export function requireContent(form: MessageForm, fileCount: number): void {
  const shown =
    (form.content ?? '').trim() !== '' ||
    (form.embeds ?? []).length > 0 ||
    (form.components ?? []).length > 0 ||
    fileCount > 0;
  if (!shown) throw new DiscordError('emptyMessage');
}
