import { readFileSync } from 'node:fs';
import * as spec from 'discord-api-spec/zod';
import * as z from 'zod/mini';
import type { InspectedAnswer } from '../../src/inspection.ts';
import { schemaFile } from './generate.ts';

interface Node {
  $ref?: string;
  anyOf?: Node[];
  type?: string;
  items?: Node;
  properties?: Record<string, Node>;
}
type Statuses = Record<string, Node>;

z.config(z.locales.en());
const schemas = spec as unknown as Record<string, z.ZodMiniType>;
const paths = readPaths();

/** In Discord's prose, not in its OpenAPI document. */
const undocumented = new Set(['/oauth2/token', '/oauth2/token/revoke']);

/** What is wrong with an answer by Discord's own OpenAPI document; undefined when nothing is. */
export function checkAnswer({ method, route, status, body }: InspectedAnswer): string | undefined {
  if (undocumented.has(route)) return undefined;
  const statuses = statusesOf(method.toLowerCase(), route);
  if (!statuses) return `${method} ${route} is no route of Discord's`;
  const documented = statuses[status] ?? (status >= 400 && status < 500 ? statuses['4XX'] : undefined);
  // Any route may fail with 5xx, whose body is nobody's business.
  if (!documented) return status >= 500 ? undefined : `${method} ${route} never answers ${status}`;
  if (status === 204) return body === undefined ? undefined : 'a body with 204';
  const result = z.safeParse(toZod(documented), status < 400 ? withZulu(body) : withNumbers(body));
  if (result.success) return undefined;
  return `${method} ${route} ${status}: ${result.error.issues.map((issue) => explain(issue)).join('; ')}`;
}

/** The most literal of the templates that fit. */
function statusesOf(method: string, route: string): Statuses | undefined {
  const segments = route.split('/');
  const fitting = [...paths].filter(
    ([template, methods]) =>
      methods[method] !== undefined &&
      template.length === segments.length &&
      template.every((part, index) => part.startsWith('{') || part === segments[index]),
  );
  const literal = ([template]: (typeof fitting)[number]): number =>
    template.filter((part) => !part.startsWith('{')).length;
  return fitting.sort((a, b) => literal(b) - literal(a))[0]?.[1][method];
}

function readPaths(): Map<string[], Record<string, Statuses>> {
  const document = JSON.parse(readFileSync(schemaFile('Routes'), 'utf8')) as {
    definitions: Record<string, Node>;
  };
  const map = new Map<string[], Record<string, Statuses>>();
  for (const [path, methods] of Object.entries(document.definitions['Paths']?.properties ?? {})) {
    const entries = Object.entries(methods.properties ?? {}).map(
      ([method, about]) => [method, about.properties?.['responses']?.properties ?? {}] as const,
    );
    map.set(path.split('/'), Object.fromEntries(entries));
  }
  return map;
}

function toZod(node: Node): z.ZodMiniType {
  if (node.$ref) {
    const name = `${decodeURIComponent(node.$ref.split('/').at(-1) ?? '')}Schema`;
    const schema = schemas[name];
    if (!schema) throw new Error(`discord-api-spec has no ${name}`);
    return schema;
  }
  if (node.anyOf) return z.union(node.anyOf.map(toZod));
  if (node.type === 'array') return z.array(toZod(node.items ?? {}));
  if (node.type === 'null') return z.null();
  return z.any();
}

/** The document's schemas take UTC as Z alone, where Discord writes +00:00. */
function withZulu(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+00:00$/, '$1Z');
  if (Array.isArray(value)) return value.map(withZulu);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withZulu(inner)]));
}

/** The document has numbers for the codes of fields in an error, where Discord's prose and Discord have texts. */
function withNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'code' && typeof inner === 'string' ? 0 : withNumbers(inner),
    ]),
  );
}

/** Of a union, the branch that fits best. */
function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return `${path}: ${issue.message}`;
  const weight = (issues: z.core.$ZodIssue[]): number =>
    issues.length + (issues.some(({ path: at }) => at.at(-1) === 'type') ? 100 : 0);
  const best = [...issue.errors].sort((a, b) => weight(a) - weight(b))[0] ?? [];
  return `${path}.(${best.map(explain).join(', ')})`;
}
