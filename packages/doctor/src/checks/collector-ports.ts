import { createServer } from 'node:net';
import { ok, wrong } from '../finding.ts';
import type { Finding } from '../finding.ts';

/** The ports of an OpenTelemetry collector on this machine: free, or held by a collector, or in somebody's use. */
export async function checkCollectorPorts(
  ports: { otlp: number; metrics: number },
  timeoutMs: number,
): Promise<Finding[]> {
  return [
    await checkPort(`Port ${ports.otlp}`, ports.otlp, () => speaksOtlp(ports.otlp, timeoutMs)),
    await checkPort(`Port ${ports.metrics}`, ports.metrics, () => servesMetrics(ports.metrics, timeoutMs)),
  ];
}

async function checkPort(
  subject: string,
  port: number,
  isCollector: () => Promise<boolean>,
): Promise<Finding> {
  if (await isFree(port)) return ok(subject, 'is free for the collector');
  if (await isCollector()) return ok(subject, 'a collector answers');
  return wrong(
    subject,
    'is in use by something that is no collector, so the collector of the compose file cannot start',
    'stop what listens there, or run the collector on another port and set OTLP_ENDPOINT to it',
  );
}

/** Whether a server could listen there now, on any address as the collector does. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** An OTLP/HTTP receiver accepts an empty export. */
async function speaksOtlp(port: number, timeoutMs: number): Promise<boolean> {
  return answers(`http://127.0.0.1:${port}/v1/traces`, timeoutMs, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceSpans":[]}',
  });
}

async function servesMetrics(port: number, timeoutMs: number): Promise<boolean> {
  return answers(`http://127.0.0.1:${port}/metrics`, timeoutMs);
}

async function answers(url: string, timeoutMs: number, init: RequestInit = {}): Promise<boolean> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
