/** A route as docs/API_REFERENCE.md lists it. `app`: where it exists. */
export interface RouteDescription {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  summary: string;
  app: 'both' | 'worker';
}

export const probeRoutes = [
  { method: 'GET', path: '/health', summary: 'The process lives: `200` and its uptime.', app: 'both' },
  {
    method: 'GET',
    path: '/ready',
    summary: 'What the process is ready as, and each dependency with its state; `503` unless all are up.',
    app: 'both',
  },
  { method: 'GET', path: '/metrics', summary: 'Prometheus exposition.', app: 'both' },
] as const satisfies readonly RouteDescription[];

/** Behind the bearer token `ADMIN_TOKEN`; without one none of them exists. */
export const adminRoutes = {
  workers: {
    method: 'GET',
    path: '/admin/workers',
    summary: 'Every worker: who holds it, for how long, and what waits for it.',
    app: 'both',
  },
  deadLetters: {
    method: 'GET',
    path: '/admin/dlq',
    summary:
      'Dead letters, oldest first. `?worker=` one worker, `?count=` 1 to 500 of each, `?after=` a letter’s id.',
    app: 'both',
  },
  deadLetter: {
    method: 'GET',
    path: '/admin/dlq/:worker/:id',
    summary: 'One dead letter with its payload; `404` for none.',
    app: 'both',
  },
  replay: {
    method: 'POST',
    path: '/admin/dlq/:worker/:id/replay',
    summary: 'Puts its job back on the stream; `409` where that can’t be, with the reason.',
    app: 'both',
  },
  drop: {
    method: 'DELETE',
    path: '/admin/dlq/:worker/:id',
    summary: 'Deletes a dead letter; `404` for none.',
    app: 'both',
  },
  sessions: {
    method: 'GET',
    path: '/admin/sessions',
    summary: 'Sessions of the worker this process owns: channel, track, queue length, version.',
    app: 'worker',
  },
  drain: {
    method: 'POST',
    path: '/admin/drain',
    summary:
      'Hands the worker over to another process; `409` where this process owns none. `?sessions=true` gives its sessions to other workers instead, and answers where each is; `409` where one stays. It gets no new one from then on.',
    app: 'worker',
  },
  undrain: {
    method: 'DELETE',
    path: '/admin/drain/:worker',
    summary: 'Has a worker that gave its sessions away get new ones again; `404` where it does already.',
    app: 'both',
  },
} as const satisfies Record<string, RouteDescription>;
