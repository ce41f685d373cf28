import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Backend } from './backend.ts';
import { consentPage } from './oauth/consent-page.ts';
import { DiscordError } from './rest/discord-error.ts';
import { RestServer } from './rest/rest-server.ts';
import { commandRoutes } from './rest/routes/commands.ts';
import { guildRoutes } from './rest/routes/guilds.ts';
import { identityRoutes } from './rest/routes/identity.ts';
import { interactionRoutes } from './rest/routes/interactions.ts';
import { memberRoutes } from './rest/routes/members.ts';
import { messageRoutes } from './rest/routes/messages.ts';
import { pinRoutes } from './rest/routes/pins.ts';
import { reactionRoutes } from './rest/routes/reactions.ts';
import { channelRoutes } from './rest/routes/channels.ts';
import { oauthRoutes } from './rest/routes/oauth.ts';
import { roleRoutes } from './rest/routes/roles.ts';
import { stageRoutes } from './rest/routes/stages.ts';
import { threadRoutes } from './rest/routes/threads.ts';
import { webhookRoutes } from './rest/routes/webhooks.ts';
import { voiceRoutes } from './rest/routes/voice.ts';

const routes = [
  identityRoutes,
  commandRoutes,
  interactionRoutes,
  messageRoutes,
  pinRoutes,
  reactionRoutes,
  guildRoutes,
  memberRoutes,
  voiceRoutes,
  channelRoutes,
  roleRoutes,
  stageRoutes,
  threadRoutes,
  webhookRoutes,
  oauthRoutes,
];

export interface HttpServer {
  http: FastifyInstance;
  rest: RestServer;
  /** host:port it listens on. */
  address: string;
}

/** One server for REST, the gateway's upgrades and uploaded files. `extend` adds routes before it listens. */
export async function startHttpServer(
  backend: Backend,
  extend: (http: FastifyInstance) => void = () => undefined,
): Promise<HttpServer> {
  const http = fastify({
    // Ten files of the largest size and some text.
    bodyLimit: 101 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  http.setNotFoundHandler(async (_request, reply) => {
    const error = new DiscordError('notFound');
    return reply
      .code(error.status)
      .header('content-type', 'application/json')
      .send(Buffer.from(JSON.stringify(error.body())));
  });
  const rest = new RestServer(http, backend);
  for (const add of routes) {
    add(rest, backend);
  }
  http.get<{ Params: { id: string } }>('/attachments/:channel/:id/:filename', async (request, reply) => {
    const file = backend.uploads.get(request.params.id);
    if (!file) return reply.code(404).send();
    return reply.type(file.contentType).send(file.data);
  });
  consentPage(http, backend);
  extend(http);
  backend.gateway.listen(http.server);
  const { host, port } = backend.settings;
  await http.listen({ host, port });
  const address = `${host}:${(http.server.address() as AddressInfo).port}`;
  return { http, rest, address };
}
