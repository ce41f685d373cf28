export interface TelemetryOptions {
  /** Such as `anankor-worker`. */
  service: string;
  version: string;
  /** Tells replicas of one service apart, for instance the host's name. */
  instance: string;
  workerId?: string;
  /** Base URL of an OTLP/HTTP receiver, such as http://otel-collector:4318. Absent: tracing stays off. */
  otlpEndpoint?: string | undefined;
  /** Share of the traces begun here that are kept, 0 to 1; one begun elsewhere follows its root. 1 unless told. */
  sampleRatio?: number;
}

export interface Telemetry {
  /** Sends what is left, for at most a few seconds, and turns tracing off. */
  shutdown(): Promise<void>;
}
