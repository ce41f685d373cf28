import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { InspectedEvent } from '../../src/inspection.ts';
import { schemaFile } from './generate.ts';

interface Node {
  $ref?: string;
  anyOf?: Node[];
  properties?: Record<string, Node & { const?: string; enum?: string[] }>;
}

const document = JSON.parse(readFileSync(schemaFile('Events'), 'utf8')) as {
  definitions: Record<string, Node & { type?: string; enum?: unknown[] }>;
};
// A set of flags is any sum of them, which an enumeration of single flags doesn't say.
for (const name of Object.keys(document.definitions)) {
  if (/Flags$/.test(name)) document.definitions[name] = { type: 'number' };
}
dropImpossible(document);
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ $id: 'events', definitions: document.definitions });
const validators = new Map<string, ValidateFunction | undefined>();

/** What is wrong with an event by discord-api-types; undefined when nothing is. */
export function checkEvent({ name, data }: InspectedEvent): string | undefined {
  if (!validators.has(name)) validators.set(name, validatorOf(name));
  const validate = validators.get(name);
  if (!validate) return `${name} is no event of Discord's`;
  if (validate({ op: 0, s: 1, t: name, d: data })) return undefined;
  return `${name}: ${(validate.errors ?? []).map(explain).slice(0, 8).join('; ')}`;
}

/** Types without a possible value: an enumeration of nothing is no schema, and RESUMED does carry data. */
function dropImpossible(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { enum: values, not } = node as { enum?: unknown; not?: object };
  if (Array.isArray(values) && values.length === 0) delete (node as { enum?: unknown }).enum;
  if (not && Object.keys(not).length === 0) delete (node as { not?: unknown }).not;
  Object.values(node).forEach(dropImpossible);
}

function validatorOf(event: string): ValidateFunction | undefined {
  const names = Object.entries(document.definitions)
    .filter(([, { properties }]) => {
      const t = properties?.['t'];
      return (
        t !== undefined && properties?.['d'] !== undefined && [t.const, ...(t.enum ?? [])].includes(event)
      );
    })
    .map(([name]) => name);
  if (names.length === 0) return undefined;
  const anyOf = names.map((name) => ({ $ref: `events#/definitions/${encodeURIComponent(name)}` }));
  return ajv.compile({ anyOf });
}

function explain({ instancePath, message = '', params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}
