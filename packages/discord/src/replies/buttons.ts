import type { CommandPath, SessionRef } from '@anankor/schemas';
import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIComponentInMessageActionRow,
} from 'discord-api-types/v10';
import { shorten } from '../text/escape.ts';
import { CUSTOM_ID_MAX, encodeButton } from './custom-id.ts';
import type { Button } from './custom-id.ts';

export type ButtonRow = APIActionRowComponent<APIComponentInMessageActionRow>;

export interface ButtonLook {
  emoji: string;
  label?: string;
  style?: 'plain' | 'main' | 'danger';
  disabled?: boolean;
  /** Keeps two buttons of one message apart. */
  slot?: string;
}

const styles = {
  plain: ButtonStyle.Secondary,
  main: ButtonStyle.Primary,
  danger: ButtonStyle.Danger,
} as const;

/** What a press submits. `revision` null: it never goes stale. */
export interface Press {
  path: CommandPath;
  input?: Record<string, unknown>;
  revision: number | null;
  /** Answered by a message of its own for the presser, and not in the message the button is on. */
  opens?: boolean;
}

/** A button that submits a command to a session.*/
export function button(session: SessionRef, press: Press, look: ButtonLook): APIButtonComponentWithCustomId {
  const { sessionId, channelId } = session;
  const target = {
    path: press.path,
    channelId,
    sessionId,
    revision: press.revision,
    opens: press.opens ?? false,
    input: press.input ?? {},
  };
  return {
    type: ComponentType.Button,
    style: styles[look.style ?? 'plain'],
    emoji: { name: look.emoji },
    ...encoded(target, look),
    ...(look.label ? { label: shorten(look.label, 80) } : {}),
  };
}

/** One that Discord would not take can't be pressed; the rest of the message is shown all the same. */
function encoded(target: Button, { slot, disabled }: ButtonLook): { custom_id: string; disabled?: true } {
  try {
    return { custom_id: encodeButton(target, slot), ...(disabled ? { disabled: true } : {}) };
  } catch {
    return { custom_id: `${target.path}|${slot ?? ''}`.slice(0, CUSTOM_ID_MAX), disabled: true };
  }
}

export function row(...components: APIButtonComponentWithCustomId[]): ButtonRow {
  return { type: ComponentType.ActionRow, components };
}
