import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { masterEnv } from '../../apps/master/src/env.ts';
import { workerEnv } from '../../apps/worker/src/env.ts';
import { code, table } from './table.ts';

interface Explained {
  default: string;
  text: string;
}

const apps = { master: masterEnv, worker: workerEnv };
/** Read by its pattern, so the schema does not list it. */
const WORKER_TOKENS = 'DISCORD_WORKER_TOKEN_1';

/** The variables of both apps: which there are and what they take from the schemas, what they mean from .env.example. */
export function environmentPage(root: URL): string {
  const explained = readExample(readFileSync(new URL('.env.example', root), 'utf8'));
  const known = new Map<string, { apps: string[]; required: boolean; takes: string }>();
  for (const [app, schema] of Object.entries(apps)) {
    const { names, required } = variablesOf(schema);
    for (const name of names) {
      const before = known.get(name)?.apps ?? [];
      known.set(name, { apps: [...before, app], required: required.has(name), takes: takes(schema, name) });
    }
  }
  const order = [...explained.keys()].filter((name) => known.has(name));
  return [
    '## Environment',
    'Read once, at the start, from the environment and from `.env`; the environment wins. A process with a wrong variable names all that are wrong and leaves.',
    table(
      ['Variable', 'App', 'Takes', 'Default', 'Meaning'],
      order.map((name) => {
        const variable = known.get(name);
        const { default: otherwise = '', text = '' } = explained.get(name) ?? {};
        const shown = variable?.required ? 'required' : otherwise === '' ? '' : code(otherwise);
        const title = name === WORKER_TOKENS ? 'DISCORD_WORKER_TOKEN_1 … _N' : name;
        return [code(title), variable?.apps.join(', ') ?? '', variable?.takes ?? '', shown, text];
      }),
    ),
  ].join('\n\n');
}

interface JsonSchema {
  properties?: Record<string, unknown>;
  required?: string[];
  allOf?: JsonSchema[];
}

function variablesOf(schema: z.ZodType): { names: Set<string>; required: Set<string> } {
  const names = new Set<string>();
  const required = new Set<string>();
  const collect = (part: JsonSchema): void => {
    for (const name of Object.keys(part.properties ?? {})) names.add(name);
    for (const name of part.required ?? []) required.add(name);
    part.allOf?.forEach(collect);
  };
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  if (schema === workerEnv) {
    names.add(WORKER_TOKENS);
    required.add(WORKER_TOKENS);
  }
  return { names, required };
}

/** What the schema says to a value that can't be one: that is what it expects. Free text says nothing. */
function takes(schema: z.ZodType, name: string): string {
  const issue = schema.safeParse({ [name]: '\u0001' }).error?.issues.find(({ path }) => path[0] === name);
  if (!issue) return 'text';
  const pattern =
    'pattern' in issue && issue.message.startsWith('Invalid') ? String(issue.pattern) : undefined;
  return pattern === undefined ? issue.message.replace(/^expected /, '') : code(pattern);
}

/** Each variable with the comment above it, which its followers share; the value of a line that is commented out is the default. */
function readExample(example: string): Map<string, Explained> {
  const found = new Map<string, Explained>();
  let comment: string[] = [];
  let closed = true;
  for (const line of example.split('\n')) {
    const [, unset, name, value = ''] = /^(#?)([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      found.set(name, { default: unset === '#' ? value : '', text: comment.join(' ') });
      closed = true;
    } else if (line.startsWith('# ') && !line.startsWith('# ---')) {
      if (closed) comment = [];
      closed = false;
      comment.push(line.slice(2));
    } else if (line.trim() === '' || line.startsWith('# ---')) {
      comment = [];
      closed = true;
    }
  }
  return found;
}
