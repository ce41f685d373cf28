import type { APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import { DiscordError } from '../discord-error.ts';
import { checkComponents, checkLayout } from './components.ts';
import { checkEmbeds } from './embeds.ts';
import { FormErrors } from './form-errors.ts';

/** A message body that holds to Discord's limits. Absent fields are left as they are by an edit. */
export interface MessageForm {
  content?: string;
  embeds?: APIEmbed[];
  components?: APIMessageTopLevelComponent[];
  /** Attachments to keep (by id) or to describe (by index of the upload). */
  attachments?: { id: string | number; description?: string; filename?: string }[];
  flags: number;
  tts: boolean;
  nonce?: string | number;
  enforceNonce: boolean;
  reference?: { messageId: string; failIfNotExists: boolean };
}

/** Reads a message body; throws 50035 with what is wrong. `path` is where it stands in the request. */
export function readMessageForm(body: unknown, path: readonly string[] = []): MessageForm {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const errors = new FormErrors();
  const flags = typeof raw.flags === 'number' ? raw.flags : 0;
  errors.text([...path, 'content'], raw.content, { max: 2_000 });
  checkEmbeds(errors, [...path, 'embeds'], raw.embeds);
  if (flags & MessageFlags.IsComponentsV2) {
    checkLayout(errors, [...path, 'components'], raw.components);
    if (raw.content || (Array.isArray(raw.embeds) && raw.embeds.length > 0)) {
      const message = 'The content field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
      errors.add([...path, 'content'], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', message);
    }
  } else {
    checkComponents(errors, [...path, 'components'], raw.components);
  }
  if (typeof raw.nonce === 'string') errors.text([...path, 'nonce'], raw.nonce, { max: 25 });
  errors.throwIfAny();
  const reference = raw.message_reference as
    { message_id?: string; fail_if_not_exists?: boolean } | undefined | null;
  return {
    ...(raw.content === undefined ? {} : { content: (raw.content as string | null) ?? '' }),
    ...(raw.embeds === undefined ? {} : { embeds: (raw.embeds as APIEmbed[] | null) ?? [] }),
    ...(raw.components === undefined
      ? {}
      : { components: (raw.components as APIMessageTopLevelComponent[] | null) ?? [] }),
    ...(Array.isArray(raw.attachments)
      ? { attachments: raw.attachments as NonNullable<MessageForm['attachments']> }
      : {}),
    ...(typeof raw.nonce === 'string' || typeof raw.nonce === 'number' ? { nonce: raw.nonce } : {}),
    ...(reference?.message_id === undefined
      ? {}
      : {
          reference: {
            messageId: reference.message_id,
            failIfNotExists: reference.fail_if_not_exists !== false,
          },
        }),
    flags,
    tts: raw.tts === true,
    enforceNonce: raw.enforce_nonce === true,
  };
}

/** Throws 50006 when a new message would show nothing. */
export function requireContent(form: MessageForm, fileCount: number): void {
  const shown =
    (form.content ?? '') !== '' ||
    (form.embeds ?? []).length > 0 ||
    (form.components ?? []).length > 0 ||
    fileCount > 0;
  if (!shown) throw new DiscordError('emptyMessage');
}
