import { ComponentType } from 'discord-api-types/v10';
import type { APIAttachment, APIMessageTopLevelComponent } from 'discord-api-types/v10';

type Raw = Record<string, unknown>;

export interface MediaSource {
  /** A new id for media. */
  id(): string;
  /** What `attachment://name` names. */
  attachment(name: string): APIAttachment | undefined;
}

/**
 * Components as Discord gives them back: each with a number (`id`), the one it came with or the next that is free, with
 * the defaults filled in, and media as it resolved.
 */
export function componentsJson(
  components: readonly unknown[],
  media: MediaSource,
): APIMessageTopLevelComponent[] {
  const taken = new Set<number>();
  collect(components, taken);
  let next = 1;
  const number = (given: unknown): number => {
    if (typeof given === 'number' && given > 0) return given;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return next;
  };
  const make = (raw: Raw): Raw => {
    const id = number(raw.id);
    const children = Array.isArray(raw.components) ? { components: raw.components.map(make) } : {};
    const accessory = raw.accessory ? { accessory: make(raw.accessory as Raw) } : {};
    return { ...raw, ...defaults(raw, media), id, ...children, ...accessory };
  };
  return components.map((raw) => make(raw as Raw)) as unknown as APIMessageTopLevelComponent[];
}

function collect(components: readonly unknown[], taken: Set<number>): void {
  for (const raw of components as Raw[]) {
    if (typeof raw.id === 'number' && raw.id > 0) taken.add(raw.id);
    if (Array.isArray(raw.components)) collect(raw.components, taken);
    if (raw.accessory) collect([raw.accessory], taken);
  }
}

function defaults(raw: Raw, media: MediaSource): Raw {
  switch (raw.type) {
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect:
      return {
        min_values: raw.min_values ?? 1,
        max_values: raw.max_values ?? 1,
        disabled: raw.disabled ?? false,
      };
    case ComponentType.Separator:
      return { spacing: raw.spacing ?? 1, divider: raw.divider ?? true };
    case ComponentType.Container:
      return { accent_color: raw.accent_color ?? null, spoiler: raw.spoiler ?? false };
    case ComponentType.Thumbnail:
      return { media: resolve(raw.media, media), ...described(raw) };
    case ComponentType.MediaGallery: {
      const items = (raw.items as Raw[]).map((item) => ({
        media: resolve(item.media, media),
        ...described(item),
      }));
      return { items };
    }
    case ComponentType.File: {
      const file = resolve(raw.file, media);
      const attached = media.attachment(nameOf(raw.file));
      const about = { name: attached?.filename ?? null, size: attached?.size ?? null };
      return { file, ...about, spoiler: raw.spoiler ?? false };
    }
    default:
      return {};
  }
}

function described(raw: Raw): Raw {
  return { description: raw.description ?? null, spoiler: raw.spoiler ?? false };
}

function nameOf(value: unknown): string {
  const { url } = (value ?? {}) as { url?: unknown };
  return typeof url === 'string' ? url.replace('attachment://', '') : '';
}

function resolve(value: unknown, media: MediaSource): Raw {
  const { url } = (value ?? {}) as { url?: string };
  const attached = media.attachment(nameOf(value));
  const shown = attached?.url ?? url ?? '';
  return {
    id: media.id(),
    url: shown,
    proxy_url: shown,
    width: null,
    height: null,
    content_type: attached?.content_type ?? null,
    ...(attached ? { attachment_id: attached.id } : {}),
  };
}
