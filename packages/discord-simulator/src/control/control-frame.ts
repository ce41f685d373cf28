import type { FastifyInstance, FastifyReply } from 'fastify';

export type Get = (path: string, handle: (query: Record<string, string>) => unknown) => void;
export type Post = <Body>(path: string, handle: (body: Body) => unknown) => void;

/** Routes under /sim: JSON in and out, 400 `{error}` for whatever is thrown. */
export function controlFrame(http: FastifyInstance): { get: Get; post: Post } {
  const respond = async (reply: FastifyReply, act: () => unknown): Promise<unknown> => {
    try {
      return (await act()) ?? {};
    } catch (error) {
      return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) });
    }
  };
  return {
    get: (path, handle) => {
      http.get(`/sim/${path}`, (request, reply) =>
        respond(reply, () => handle(request.query as Record<string, string>)),
      );
    },
    post: <Body>(path: string, handle: (body: Body) => unknown) => {
      http.post(`/sim/${path}`, (request, reply) =>
        respond(reply, () => handle(parse(request.body) as Body)),
      );
    },
  };
}

function parse(body: unknown): unknown {
  return Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(body.toString()) : {};
}

/** Files by name, each with its type and its bytes in base64. */
export type FilesByName = Record<string, { contentType: string; base64: string }>;

export function readFiles(files: FilesByName = {}): Record<string, { contentType: string; data: Buffer }> {
  return Object.fromEntries(
    Object.entries(files).map(([name, { contentType, base64 }]) => [
      name,
      { contentType, data: Buffer.from(base64, 'base64') },
    ]),
  );
}
