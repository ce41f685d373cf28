/** Where a Lavalink node is. `password` is a credential. */
export interface NodeOptions {
  /** Unique among the nodes, stays the same over restarts: sessions remember it. */
  name: string;
  host: string;
  port: number;
  password: string;
  /** TLS; the client library wants port 443 for it. */
  secure?: boolean;
}
