import type {
  APIApplicationCommandOptionChoice,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import { InteractionResponseType as Type } from 'discord-api-types/v10';
import type { UploadedFile } from '../messages/uploads.ts';
import { checkModal } from '../rest/validation/components/modal.ts';
import { FormErrors } from '../rest/validation/form-errors.ts';
import { readMessageForm, requireContent } from '../rest/validation/message-form.ts';
import type { MessageForm } from '../rest/validation/message-form.ts';
import type { InteractionOrigin } from './interaction.ts';

/** The body of an interaction callback that Discord accepts. */
export interface CallbackForm {
  type: Type;
  message?: MessageForm;
  choices?: APIApplicationCommandOptionChoice[];
  modal?: APIModalInteractionResponseCallbackData;
}

/** Reads a callback's body against the interaction it answers; throws 50035 or 50006. */
export function readCallback(
  body: unknown,
  origin: InteractionOrigin,
  files: readonly UploadedFile[],
): CallbackForm {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as { type?: unknown; data?: unknown };
  const errors = new FormErrors();
  errors.oneOf(['type'], raw.type, allowedTypes(origin));
  errors.throwIfAny();
  const type = raw.type as Type;
  const data = (raw.data ?? {}) as Record<string, unknown>;
  if (type === Type.ApplicationCommandAutocompleteResult) return { type, choices: readChoices(data) };
  if (type === Type.Modal) return { type, modal: readModal(data) };
  const before = type === Type.UpdateMessage ? origin.source?.message : undefined;
  const message = readMessageForm(data, { path: ['data'], files, ...(before ? { before } : {}) });
  if (type === Type.ChannelMessageWithSource) requireContent(message, files.length);
  return { type, message };
}

function allowedTypes({ kind, source }: InteractionOrigin): Type[] {
  if (kind === 'autocomplete') return [Type.ApplicationCommandAutocompleteResult];
  const types = [Type.ChannelMessageWithSource, Type.DeferredChannelMessageWithSource];
  if (source) types.push(Type.DeferredMessageUpdate, Type.UpdateMessage);
  if (kind !== 'modal') types.push(Type.Modal);
  return types;
}

function readChoices(data: Record<string, unknown>): APIApplicationCommandOptionChoice[] {
  const errors = new FormErrors();
  const at = ['data', 'choices'];
  if (!Array.isArray(data.choices)) errors.required(at);
  errors.list(at, data.choices, 25).forEach((choice, index) => {
    errors.text([...at, index, 'name'], choice.name, { min: 1, max: 100, required: true });
    if (typeof choice.value === 'string') {
      errors.text([...at, index, 'value'], choice.value, { min: 1, max: 100 });
    } else if (typeof choice.value !== 'number') errors.required([...at, index, 'value']);
  });
  errors.throwIfAny();
  return data.choices as APIApplicationCommandOptionChoice[];
}

function readModal(data: Record<string, unknown>): APIModalInteractionResponseCallbackData {
  const errors = new FormErrors();
  checkModal(errors, ['data'], data);
  errors.throwIfAny();
  return data as unknown as APIModalInteractionResponseCallbackData;
}
