import type { SettingsInForce } from '@anankor/schemas';
import type { SessionDraft } from '../draft.ts';

/** The session goes by these settings from now on, unless it knows later ones. */
export function applySettings(draft: SessionDraft, settings: SettingsInForce): void {
  if (settings.version > (draft.head.settings?.version ?? 0)) draft.patch({ settings });
}
