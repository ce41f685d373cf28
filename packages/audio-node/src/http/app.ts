import { STATUS_CODES } from 'node:http';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPassword } from './password.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without the password. */
    isPublic?: boolean;
  }
}

/** An HTTP server that checks the password and words errors as Lavalink does; routes are added by the caller. */
export function createApp(password: string): FastifyInstance {
  const app = fastify({
    // A PATCH that waits for a voice server which never answers must not keep the node from stopping.
    forceCloseConnections: true,
    bodyLimit: 8 * 1024 * 1024,
    routerOptions: { maxParamLength: 500 },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Lavalink-Api-Version', '4');
    if (request.routeOptions.config.isPublic) return undefined;
    const given = request.headers.authorization;
    if (given === undefined) return reply.status(401).send();
    return isPassword(given, password) ? undefined : reply.status(403).send();
  });
  app.setNotFoundHandler((request, reply) => answerError(request, reply, 404, 'No such endpoint'));
  app.setErrorHandler((error: unknown, request, reply) => {
    const message = error instanceof Error ? error.message : String(error);
    return answerError(request, reply, statusOf(error), message, error);
  });
  return app;
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const found = status ?? statusCode;
  return typeof found === 'number' && found >= 400 && found < 600 ? found : 500;
}

/** Lavalink's error body; the stack only for `?trace=true`. */
function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
  error?: unknown,
): FastifyReply {
  const { trace } = request.query as { trace?: string };
  const stack = trace === 'true' && error instanceof Error ? { trace: error.stack ?? '' } : {};
  const [path] = request.url.split('?');
  return reply
    .status(status)
    .send({ timestamp: Date.now(), status, error: STATUS_CODES[status] ?? 'Error', ...stack, message, path });
}
