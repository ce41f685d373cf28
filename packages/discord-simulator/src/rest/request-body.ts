import { parseJson } from '../json.ts';
import type { UploadedFile } from '../messages/uploads.ts';
import { DiscordError } from './discord-error.ts';

export interface RequestBody {
  json: unknown;
  files: UploadedFile[];
}

/** JSON, a form of texts, or a form with `payload_json` and `files[n]`. Throws 50109 for what is neither. */
export async function readBody(raw: unknown, contentType: string): Promise<RequestBody> {
  if (!Buffer.isBuffer(raw) || raw.length === 0) return { json: undefined, files: [] };
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { json: Object.fromEntries(new URLSearchParams(raw.toString())), files: [] };
  }
  if (!contentType.startsWith('multipart/form-data')) return { json: parse(raw.toString()), files: [] };
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw new DiscordError('invalidJson');
    });
  const files: UploadedFile[] = [];
  for (const value of form.values()) {
    if (typeof value === 'string') continue;
    const data = Buffer.from(await value.arrayBuffer());
    files.push({ filename: value.name, data, contentType: value.type || 'application/octet-stream' });
  }
  const payload = form.get('payload_json');
  return { json: typeof payload === 'string' ? parse(payload) : Object.fromEntries(texts(form)), files };
}

function texts(form: FormData): [string, string][] {
  return [...form.entries()].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new DiscordError('invalidJson');
  }
}
