import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/** What the schemas are made from: types that nobody here wrote. Kept as text, as discord-api-spec's own source is no erasable TypeScript. */
const sources = {
  Events:
    "import type * as api from 'discord-api-types/v10'; export type Events = api.GatewayDispatchPayload;",
  Routes: "import type * as api from 'discord-api-spec'; export type Routes = api.Paths;",
};
const folder = new URL('../../node_modules/.cache/contract/', import.meta.url);

const versionOf = (name: string): string => {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** JSON schemas of Discord's routes and events, by type. Kept until one of the packages they come from changes. */
export function schemaFile(type: 'Events' | 'Routes'): string {
  const source = type === 'Events' ? 'discord-api-types' : 'discord-api-spec';
  return fileURLToPath(new URL(`${type}-${source}-${versionOf(source)}.json`, folder));
}

/** Vitest's global set-up: some seconds the first time. */
export default function generate(): void {
  mkdirSync(folder, { recursive: true });
  for (const type of ['Events', 'Routes'] as const) {
    const file = schemaFile(type);
    if (existsSync(file)) continue;
    const path = fileURLToPath(new URL(`${type}.ts`, folder));
    writeFileSync(path, sources[type]);
    const schema = createGenerator({
      path,
      type,
      skipTypeCheck: true,
      additionalProperties: true,
    }).createSchema(type);
    const part = `${file}.${process.pid}`;
    writeFileSync(part, JSON.stringify(schema));
    renameSync(part, file);
  }
}
