import { timestamp } from '../../world/timestamp.ts';
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

  /** True or false; absent is undefined. */
  flag(path: Path, value: unknown): boolean | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'boolean') return value;
    this.add(path, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
    return undefined;
  }

  /** A whole number from `min` to `max`; absent is undefined. */
  integer(path: Path, value: unknown, bounds: { min: number; max: number }): number | undefined {
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      this.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
      return undefined;
    }
    const { min, max } = bounds;
    if (number < min) {
      this.add(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    } else if (number > max) {
      this.add(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
    }
    return number;
  }

  /** An id, as text or as a number. */
  snowflake(path: Path, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    if ((typeof value === 'string' || typeof value === 'number') && /^\d{1,20}$/.test(String(value))) {
      return String(value);
    }
    this.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not snowflake.`);
    return undefined;
  }

  /** A set of permissions, as text or as a number. */
  permissions(path: Path, value: unknown): bigint | undefined {
    if (value === undefined || value === null) return undefined;
    if (/^\d{1,20}$/.test(String(value))) return BigInt(String(value));
    this.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is no set of permissions.`);
    return undefined;
  }

  /** A time in ISO 8601, as Discord writes it; null and absent stay what they are. */
  time(path: Path, value: unknown): string | null | undefined {
    if (value === undefined || value === null) return value;
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(at)) return timestamp(at);
    this.add(path, 'DATE_TIME_TYPE_PARSE', 'Could not parse value. Should be ISO8601.');
    return undefined;
  }

  required(path: Path): void {
    this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  /** A list of anything, of `min` to `max`. */
  values(path: Path, value: unknown, bounds: { min?: number; max: number }): unknown[] {
    this.list(path, value, bounds.max, bounds.min);
    return Array.isArray(value) ? value : [];
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
    if (this.#count > 0) this.fail();
  }

  fail(): never {
    throw new DiscordError('invalidForm', this.#root);
  }
}
