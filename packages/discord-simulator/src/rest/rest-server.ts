import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Backend } from '../backend.ts';
import { bare } from '../gateway/identify.ts';
import type { Grant } from '../oauth/grants.ts';
import type { UploadedFile } from '../messages/uploads.ts';
import type { Application } from '../world/records.ts';
import { DiscordError, found } from './discord-error.ts';
import type { Fault } from './faults.ts';
import type { Allowance, Bucket } from './rate-limits.ts';
import { readBody } from './request-body.ts';

export interface OpenCall {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  files: UploadedFile[];
  /** host:port the client reached us at. */
  host: string;
  /** The header as it came. */
  authorization: string;
}

export interface BearerCall extends OpenCall {
  grant: Grant & { until: number };
}

export interface BotCall extends OpenCall {
  application: Application;
}

/** A status other than 200 (with a body) or 204 (without one). */
export class Answer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Handler<Call> = (call: Call) => unknown;

/** Where routes are added: `bot` wants a bot's token, `open` is authorised by a token in its path or body. */
export interface Router {
  bot(method: Method, path: string, handle: Handler<BotCall>): void;
  open(method: Method, path: string, handle: Handler<OpenCall>): void;
  /** Wants what OAuth2 gave for a person. */
  bearer(method: Method, path: string, handle: Handler<BearerCall>): void;
  /** Answers a bot and a bearer each in its own way. */
  either(method: Method, path: string, bot: Handler<BotCall>, bearer: Handler<BearerCall>): void;
}

const prefix = '/api/v10';
/** 10 MiB; what a guild's boosts add is not simulated. */
const largestFile = 10 * 1024 * 1024;

/** REST v10: authorisation, ordered faults, rate limits, the route, Discord's error bodies and the transcript, in that order. */
export class RestServer implements Router {
  readonly #http: FastifyInstance;
  readonly #backend: Backend;
  /** Answers that Discord counts towards a ban of the IP: 401, 403, and 429 except shared ones. */
  invalidRequests = 0;

  constructor(http: FastifyInstance, backend: Backend) {
    this.#http = http;
    this.#backend = backend;
  }

  bot(method: Method, path: string, handle: Handler<BotCall>): void {
    this.#route(
      method,
      path,
      (request) => this.#authorised(request),
      (call, application) => {
        return handle({ ...call, application: found(application, 'unauthorized') });
      },
    );
  }

  open(method: Method, path: string, handle: Handler<OpenCall>): void {
    this.#route(method, path, () => undefined, handle);
  }

  bearer(method: Method, path: string, handle: Handler<BearerCall>): void {
    this.open(method, path, (call) => handle({ ...call, grant: this.#grantOf(call) }));
  }

  either(method: Method, path: string, bot: Handler<BotCall>, bearer: Handler<BearerCall>): void {
    const authorise = (request: FastifyRequest): Application | undefined =>
      request.headers.authorization?.startsWith('Bearer ') ? undefined : this.#authorised(request);
    this.#route(method, path, authorise, (call, application) =>
      application ? bot({ ...call, application }) : bearer({ ...call, grant: this.#grantOf(call) }),
    );
  }

  #grantOf({ authorization }: OpenCall): BearerCall['grant'] {
    const token = /^Bearer (.+)$/.exec(authorization)?.[1] ?? '';
    return found(this.#backend.grants.byToken(token), 'unauthorized');
  }

  #route(
    method: Method,
    path: string,
    authorise: (request: FastifyRequest) => Application | undefined,
    handle: (call: OpenCall, application: Application | undefined) => unknown,
  ): void {
    this.#http.route({
      method,
      url: prefix + path,
      handler: async (request, reply) => {
        const params = request.params as Record<string, string>;
        const route = spoken(path, params);
        let application: Application | undefined;
        try {
          application = authorise(request);
          const refusal = await this.#limit(request, reply, { method, path, route, application });
          if (refusal) return await this.#send(reply, refusal, { method, route, application });
          const { json, files } = await readBody(request.body, request.headers['content-type'] ?? '');
          if (files.some(({ data }) => data.length > largestFile)) throw new DiscordError('tooLarge');
          const query = request.query as Record<string, string>;
          const { host = 'localhost', authorization = '' } = request.headers;
          const call = { params, query, body: json, files, host, authorization };
          const result = await handle(call, application);
          const answer =
            result instanceof Answer ? result : new Answer(result === undefined ? 204 : 200, result);
          return await this.#send(reply, answer, { method, route, application });
        } catch (error) {
          if (!(error instanceof DiscordError)) throw error;
          return await this.#send(reply, new Answer(error.status, error.body()), {
            method,
            route,
            application,
          });
        }
      },
    });
  }

  #authorised(request: FastifyRequest): Application {
    const header = request.headers.authorization ?? '';
    const application = header.startsWith('Bot ')
      ? this.#backend.world.applicationByToken(bare(header))
      : undefined;
    return found(application, 'unauthorized');
  }

  /** Sets the rate-limit headers; an answer when the request goes no further. */
  async #limit(
    request: FastifyRequest,
    reply: FastifyReply,
    at: { method: Method; path: string; route: string; application: Application | undefined },
  ): Promise<Answer | undefined> {
    const { faults, limits } = this.#backend;
    const fault = faults.take(at.method, at.route, at.application?.id);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    const bucket = this.#bucket(request, at);
    const allowance = limits.take(bucket, at.application !== undefined);
    reply.headers(allowance.headers);
    if (fault?.status !== undefined) return faultAnswer(reply, fault, fault.status);
    return allowance.retryAfter === undefined ? undefined : tooMany(reply, allowance);
  }

  #bucket(
    request: FastifyRequest,
    at: { method: Method; path: string; application: Application | undefined },
  ): Bucket {
    const params = request.params as Record<string, string>;
    const { messageBucket } = this.#backend.settings;
    const isMessage =
      at.method !== 'GET' && (at.path.includes('/messages') || at.path.startsWith('/webhooks'));
    const major = params.channel ?? params.guild ?? params.token ?? '';
    const template = at.path.replace(/:(channel|guild)\b/, major).replace(':token', 'aW50');
    return {
      identity: at.application?.id ?? params.token ?? 'anonymous',
      route: `${at.method} ${template}`,
      ...(isMessage ? messageBucket : { limit: 50, windowMs: 1_000 }),
    };
  }

  async #send(
    reply: FastifyReply,
    answer: Answer,
    at: { method: string; route: string; application: Application | undefined },
  ): Promise<FastifyReply> {
    const { status, body } = answer;
    const isShared = reply.getHeader('X-RateLimit-Scope') === 'shared';
    if (status === 401 || status === 403 || (status === 429 && !isShared)) this.invalidRequests += 1;
    const code = (body as { code?: unknown } | undefined)?.code;
    this.#backend.transcript.append({
      kind: 'rest',
      method: at.method,
      route: at.route,
      status,
      ...(at.application ? { applicationId: at.application.id } : {}),
      ...(status >= 400 && typeof code === 'number' ? { code } : {}),
    });
    reply.code(status);
    this.#backend.inspector?.answer({ ...at, status, body });
    if (status === 204) return reply.send();
    // As a Buffer, since a text would get a charset behind the type, which some clients don't take for JSON.
    return reply.header('content-type', 'application/json').send(Buffer.from(JSON.stringify(body)));
  }
}

/** The path with its ids, the token left out. */
function spoken(path: string, params: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (whole, name: string) =>
    name === 'token' ? whole : (params[name] ?? whole),
  );
}

function faultAnswer(reply: FastifyReply, fault: Fault, status: number): Answer {
  if (status === 429) {
    return tooMany(reply, { headers: {}, retryAfter: fault.retryAfter ?? 1, scope: fault.scope ?? 'user' });
  }
  return new Answer(status, { message: `${status}: ordered by the test`, code: 0 });
}

function tooMany(reply: FastifyReply, allowance: Allowance): Answer {
  const { retryAfter = 1, scope = 'user' } = allowance;
  // Headers speak in whole seconds, the body exactly.
  reply.header('Retry-After', String(Math.ceil(retryAfter)));
  reply.header('X-RateLimit-Scope', scope);
  if (scope === 'global') reply.header('X-RateLimit-Global', 'true');
  const message = 'You are being rate limited.';
  return new Answer(429, { message, code: 0, retry_after: retryAfter, global: scope === 'global' });
}
