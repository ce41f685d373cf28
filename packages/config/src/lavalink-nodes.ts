import { z } from 'zod';
import { expected } from './expected.ts';
import { booleanFlag, port } from './values.ts';

export interface LavalinkNode {
  /** Unique; what metrics and logs call the node. */
  name: string;
  host: string;
  port: number;
  password: string;
  /** TLS. */
  secure: boolean;
}

const aList =
  'name=host:port,name=host:port or JSON [{"name", "host", "port", "password"?, "secure"?}], each name once';

const hostname = z.string().regex(/^[\w.-]+$|^\[[\da-fA-F:]+\]$/, expected('a host name or an IP address'));

const nodeOfJson = z.object({
  name: z.string().min(1),
  host: hostname,
  port: z.number().int().min(1).max(65_535).default(2333),
  password: z.string().min(1).optional(),
  secure: z.boolean().optional(),
});
type PartialNode = z.output<typeof nodeOfJson>;

/**
 * One node from LAVALINK_HOST, _PORT, _PASSWORD and _SECURE, or several from LAVALINK_NODES, which share
 * LAVALINK_PASSWORD and LAVALINK_SECURE where they don't name their own.
 */
export const lavalinkNodes = z
  .object({
    LAVALINK_HOST: hostname.default('localhost'),
    LAVALINK_PORT: port.default(2333),
    LAVALINK_PASSWORD: z.string().optional(),
    LAVALINK_SECURE: booleanFlag(),
    LAVALINK_NODES: z.string().optional(),
  })
  .transform((env, context): { lavalinkNodes: LavalinkNode[] } => {
    const blame = (variable: string, message: string): { lavalinkNodes: LavalinkNode[] } => {
      context.issues.push({ code: 'custom', path: [variable], message, input: undefined });
      return { lavalinkNodes: [] };
    };
    const partial: PartialNode[] | undefined =
      env.LAVALINK_NODES === undefined
        ? [{ name: 'main', host: env.LAVALINK_HOST, port: env.LAVALINK_PORT }]
        : parseNodes(env.LAVALINK_NODES);
    if (partial === undefined || new Set(partial.map((node) => node.name)).size < partial.length)
      return blame('LAVALINK_NODES', `expected ${aList}`);

    const nodes: LavalinkNode[] = [];
    for (const node of partial) {
      const password = node.password ?? env.LAVALINK_PASSWORD;
      if (password === undefined)
        return blame('LAVALINK_PASSWORD', "is missing, expected the password of Lavalink's application.yml");
      nodes.push({ ...node, password, secure: node.secure ?? env.LAVALINK_SECURE });
    }
    return { lavalinkNodes: nodes };
  });

/** Undefined where the text is neither form, or empty. */
function parseNodes(text: string): PartialNode[] | undefined {
  const candidates = text.trimStart().startsWith('[') ? parseJson(text) : parseList(text);
  const parsed = z.array(nodeOfJson).min(1).safeParse(candidates);
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseList(text: string): unknown {
  return text.split(',').map((item) => {
    const match = /^\s*([^=\s]+)=(.+?)(?::(\d+))?\s*$/.exec(item);
    return match && { name: match[1], host: match[2], ...(match[3] && { port: Number(match[3]) }) };
  });
}
