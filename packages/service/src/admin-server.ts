import { classify, redact } from '@anankor/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AdminAccess } from './admin-access.ts';
import { adminRoutes } from './routes.ts';

export interface LetterQuery {
  worker?: string;
  /** At most so many of each worker. */
  count: number;
  after?: string;
}

export type ReplayAnswer = 'replayed' | 'applied-before' | 'missing' | 'unreplayable';

/** What an operator may ask of a process. What the process can't do, it leaves out: then the route is absent. */
export interface AdminActions {
  workers(): Promise<unknown>;
  deadLetters(query: LetterQuery): Promise<unknown>;
  /** Undefined for none. */
  deadLetter(worker: string, id: string): Promise<unknown>;
  replay(worker: string, id: string): Promise<ReplayAnswer>;
  drop(worker: string, id: string): Promise<boolean>;
  /** False where the worker was in service. */
  undrain(worker: string): Promise<boolean>;
  sessions?(): unknown;
  /** False where this process owns no worker. */
  drain?(): boolean;
  /** Gives the worker's sessions to other workers; undefined where this process owns none. `stays`: how many did not move. */
  moveSessions?(): Promise<{ stays: number; moves: unknown } | undefined>;
}

type Letter = { Params: { worker: string; id: string } };

const replayRefusals: Record<Exclude<ReplayAnswer, 'replayed'>, [status: number, message: string]> = {
  missing: [404, 'There is no such dead letter.'],
  'applied-before': [409, 'Its effect took place before it was given up; replaying would repeat it.'],
  unreplayable: [409, 'It holds no job that this version can run.'],
};

/**
 * The routes for operators, or none without a token. Every answer is masked once more on its way out, so that a credential
 * that got into a letter by mistake does not get further.
 */
export function adminServer(
  token: string | undefined,
  actions: AdminActions,
): ((server: FastifyInstance) => void) | undefined {
  if (token === undefined) return undefined;
  const access = new AdminAccess(token);
  return (server) => {
    void server.register(async (admin) => {
      admin.addHook('onRequest', async (request, response) => {
        const verdict = await access.judge(request.ip, request.headers.authorization);
        if (verdict.allowed) return;
        if (verdict.retryAfterS !== undefined) response.header('retry-after', verdict.retryAfterS);
        return response
          .code(verdict.status)
          .send(problem(verdict.status === 401 ? 'A token is needed.' : 'Too many wrong tokens.'));
      });
      admin.addHook('onSend', async (_request, _response, payload) =>
        typeof payload === 'string' ? redact(payload) : payload,
      );
      admin.setErrorHandler((thrown, _request, response) => {
        const { code, kind, message } = classify(thrown);
        const refused = (thrown as { statusCode?: number }).statusCode ?? (kind === 'user' ? 400 : 503);
        return response.code(refused < 500 ? refused : 503).send(problem(message, code));
      });
      addRoutes(admin, actions);
    });
  };
}

function addRoutes(admin: FastifyInstance, actions: AdminActions): void {
  const { sessions, drain, moveSessions } = actions;
  admin.get(adminRoutes.workers.path, async () => ({ workers: await actions.workers() }));
  admin.get<{ Querystring: { worker?: string; after?: string; count?: number } }>(
    adminRoutes.deadLetters.path,
    { schema: { querystring: lettersQuery } },
    async ({ query }) => ({ letters: await actions.deadLetters({ count: 100, ...query }) }),
  );
  admin.get<Letter>(adminRoutes.deadLetter.path, async ({ params }, response) => {
    const letter = await actions.deadLetter(params.worker, params.id);
    return letter ?? missing(response);
  });
  admin.post<Letter>(adminRoutes.replay.path, async ({ params }, response) => {
    const outcome = await actions.replay(params.worker, params.id);
    if (outcome === 'replayed') return { outcome };
    const [status, message] = replayRefusals[outcome];
    return response.code(status).send(problem(message, outcome));
  });
  admin.delete<Letter>(adminRoutes.drop.path, async ({ params }, response) =>
    (await actions.drop(params.worker, params.id)) ? { outcome: 'dropped' } : missing(response),
  );
  admin.delete<{ Params: { worker: string } }>(adminRoutes.undrain.path, async ({ params }, response) =>
    (await actions.undrain(params.worker))
      ? { outcome: 'undrained' }
      : response.code(404).send(problem('The worker is in service.')),
  );
  if (sessions) admin.get(adminRoutes.sessions.path, () => ({ sessions: sessions() }));
  if (drain)
    admin.post<{ Querystring: { sessions?: boolean } }>(
      adminRoutes.drain.path,
      { schema: { querystring: drainQuery } },
      async ({ query }, response) => {
        const none = problem('This process owns no worker.');
        if (query.sessions !== true || !moveSessions)
          return drain() ? response.code(202).send({ outcome: 'draining' }) : response.code(409).send(none);
        const report = await moveSessions();
        return response.code(report?.stays === 0 ? 200 : 409).send(report ?? none);
      },
    );
}

const lettersQuery = {
  type: 'object',
  properties: {
    worker: { type: 'string', maxLength: 64 },
    after: { type: 'string', pattern: '^\\d+-\\d+$' },
    count: { type: 'integer', minimum: 1, maximum: 500 },
  },
} as const;

const drainQuery = { type: 'object', properties: { sessions: { type: 'boolean' } } } as const;

function missing(response: FastifyReply): FastifyReply {
  return response.code(404).send(problem('There is no such dead letter.'));
}

function problem(message: string, code?: string): { error: string; code?: string } {
  return { error: message, ...(code === undefined ? {} : { code }) };
}
