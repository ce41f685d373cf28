/** One answer of a REST route, as the client gets it. */
export interface InspectedAnswer {
  method: string;
  /** Below /api/v10, with its ids; tokens as `:token`. */
  route: string;
  status: number;
  /** Undefined for 204. */
  body: unknown;
}

/** One event of the gateway, as a session gets it. */
export interface InspectedEvent {
  name: string;
  data: unknown;
}

/** Looks at everything the simulator tells, for instance to compare it with Discord's own schemas. */
export interface Inspector {
  answer(answer: InspectedAnswer): void;
  event(event: InspectedEvent): void;
}
