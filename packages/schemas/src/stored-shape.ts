import { z } from 'zod';
import { readLeniently } from './read-leniently.ts';
import type { LenientRead } from './read-leniently.ts';

/**
 * An object inside a stored one, such as the track of an entry. A field that this version does not know stays on the object, and
 * so goes back into the store with it; the type has the known fields alone.
 */
export function storedPart<Fields extends z.ZodRawShape>(fields: Fields): z.ZodObject<Fields> {
  return z.looseObject(fields) as unknown as z.ZodObject<Fields>;
}

/**
 * What is stored, or travels between processes, and so is read by other versions of this program than the one that wrote it
 * (docs/03-data-models.md, "Shapes and versions"):
 *
 * - an older object gets the defaults of the fields it lacks, so a new field needs `.default()`;
 * - of a newer one the unknown fields stay on the value, and `write` puts them back;
 * - a field that nobody can read counts as lacking and is named in `lost`.
 *
 * `v` in the stored object is the version of whoever wrote it last; today's objects without one count as version 0. Values in
 * memory have no `v`.
 */
export class StoredShape<Fields extends z.ZodRawShape> {
  readonly version: number;
  readonly schema: z.ZodObject<Fields>;
  /** Names of the known fields, in the order of the schema. */
  readonly fields: readonly string[];

  constructor(version: number, fields: Fields) {
    this.version = version;
    this.schema = storedPart(fields);
    this.fields = Object.keys(fields);
  }

  /** Null where a field without a default is missing, or it is no object at all. */
  parse(stored: unknown): LenientRead<z.output<z.ZodObject<Fields>>> | null {
    if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null;
    const { v: _version, ...value } = stored as Record<string, unknown>;
    return readLeniently(this.schema, value);
  }

  /** `parse` of JSON; null as well for no text, and for what is no JSON. */
  read(text: string | null | undefined): LenientRead<z.output<z.ZodObject<Fields>>> | null {
    return this.parse(jsonOf(text));
  }

  /** The value as it is stored. */
  stamp<Value extends z.output<z.ZodObject<Fields>>>(value: Value): Value & { v: number } {
    return { ...value, v: this.version };
  }

  write(value: z.output<z.ZodObject<Fields>>): string {
    return JSON.stringify(this.stamp(value));
  }

  /** The fields of a value that this version does not know; null for none. */
  unknownOf(value: object): Readonly<Record<string, unknown>> | null {
    const unknown = Object.entries(value).filter(([name]) => !this.fields.includes(name));
    return unknown.length > 0 ? Object.fromEntries(unknown) : null;
  }
}

export function storedShape<Fields extends z.ZodRawShape>(
  version: number,
  fields: Fields,
): StoredShape<Fields> {
  return new StoredShape(version, fields);
}

/** A value as `shape` reads it. */
export type StoredValue<Shape> =
  Shape extends StoredShape<infer Fields> ? z.output<z.ZodObject<Fields>> : never;

/** Undefined for no text, and for what is no JSON. */
export function jsonOf(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
