import type { FastifyInstance } from 'fastify';
import { filterNames } from '../filters/filter-settings.ts';
import { drawArtwork } from '../library/artwork.ts';
import { libraryTracks } from '../library/library-tracks.ts';
import { NodeError } from '../protocol/node-error.ts';
import { decodeTrack } from '../protocol/track-codec.ts';
import type { Track } from '../protocol/types.ts';
import type { SourceRegistry } from '../sources/source-registry.ts';
import type { StatsCollector } from './stats-collector.ts';

/** The protocol version this node stands in for. */
export const semver = '4.2.2';

export function addInfoRoutes(app: FastifyInstance, sources: SourceRegistry, stats: StatsCollector): void {
  const [major, minor, patch] = semver.split('.').map(Number);
  const startedAt = Date.now();
  app.get('/version', async (_request, reply) => reply.type('text/plain').send(semver));
  app.get('/v4/info', async () => ({
    version: { semver, major, minor, patch, preRelease: null, build: null },
    buildTime: startedAt,
    git: { branch: 'audio-node', commit: 'unknown', commitTime: startedAt },
    jvm: `none (Node.js ${process.versions.node})`,
    lavaplayer: 'none (audio-node)',
    sourceManagers: sources.names,
    filters: filterNames,
    plugins: [],
  }));
  app.get('/v4/stats', async () => stats.collect());
}

export function addTrackRoutes(app: FastifyInstance, sources: SourceRegistry): void {
  app.get<{ Querystring: { identifier?: string } }>('/v4/loadtracks', async ({ query }) => {
    if (query.identifier === undefined)
      throw new NodeError(400, "Required parameter 'identifier' is not present.");
    return sources.load(query.identifier);
  });
  app.get<{ Querystring: { encodedTrack?: string; track?: string } }>(
    '/v4/decodetrack',
    async ({ query }): Promise<Track> => {
      const encoded = query.encodedTrack ?? query.track;
      if (encoded === undefined) throw new NodeError(400, 'No track to decode provided');
      return decodeTrack(encoded.replaceAll(' ', '+'));
    },
  );
  app.post('/v4/decodetracks', async ({ body }): Promise<Track[]> => {
    if (!Array.isArray(body) || !body.every((entry) => typeof entry === 'string'))
      throw new NodeError(400, 'The body must be a list of encoded tracks');
    if (body.length === 0) throw new NodeError(400, 'No tracks to decode provided');
    return body.map((encoded) => decodeTrack(encoded));
  });
}

/** Covers of the library, which are public so that Discord can show them. */
export function addArtworkRoute(app: FastifyInstance): void {
  app.get<{ Params: { slug: string } }>(
    '/artwork/:slug.svg',
    { config: { isPublic: true } },
    async ({ params }, reply) => {
      const track = libraryTracks.find(({ slug }) => slug === params.slug);
      if (!track) throw new NodeError(404, 'Artwork not found');
      return reply.type('image/svg+xml').send(drawArtwork(track));
    },
  );
}
