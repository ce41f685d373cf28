import { DiscordError } from '../discord-error.ts';

type Path = readonly (string | number)[];
interface Node {
  [key: string]: Node | { code: string; message: string }[];
}

/** Collects what is wrong with a body, field by field, in the shape of error 50035. */
export class FormErrors {
  readonly #root: Node = {};
  #count = 0;

  add(path: Path, code: string, message: string): void {
    let node = this.#root;
    for (const key of path) {
      node[key] ??= {};
      node = node[key] as Node;
    }
    const list = (node['_errors'] ??= []) as { code: string; message: string }[];
    list.push({ code, message });
    this.#count += 1;
  }

  /** A text of `min` to `max` characters; absent is allowed unless `required`. Returns it when it is one. */
  text(
    path: Path,
    value: unknown,
    bounds: { min?: number; max: number; required?: boolean },
  ): string | undefined {
    const { min = 0, max, required = false } = bounds;
    if (value === undefined || value === null) {
      if (required) this.required(path);
      return undefined;
    }
    if (typeof value !== 'string') {
      this.add(path, 'STRING_TYPE_CONVERT', 'Could not interpret "value" as string.');
      return undefined;
    }
    if (value.length >= min && value.length <= max) return value;
    if (min === 0) {
      this.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
    } else {
      this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    }
    return value;
  }

  required(path: Path): void {
    this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  /** A list of at most `max`; absent reads as empty. */
  list(path: Path, value: unknown, max: number, min = 0): Record<string, unknown>[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.add(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return [];
    }
    if (value.length > max || value.length < min) {
      const bounds =
        min === 0 ? `Must be ${max} or fewer in length.` : `Must be between ${min} and ${max} in length.`;
      this.add(path, min === 0 ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_LENGTH', bounds);
    }
    return value.map((item: unknown) => (typeof item === 'object' && item !== null ? { ...item } : {}));
  }

  oneOf(path: Path, value: unknown, allowed: readonly unknown[]): void {
    if (allowed.includes(value)) return;
    this.add(path, 'BASE_TYPE_CHOICES', `Value must be one of (${allowed.map(String).join(', ')}).`);
  }

  throwIfAny(): void {
    if (this.#count > 0) throw new DiscordError('invalidForm', this.#root);
  }
}
