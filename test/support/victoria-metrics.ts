import path from 'node:path';
import { findProgram } from './debian.ts';
import { type RunningServer, startServer } from './server-process.ts';

export interface VictoriaMetricsServerOptions {
  /** Prometheus text (see prometheusText) imported before this resolves. Times within the last ten years. */
  readonly samples?: string;
  readonly flags?: readonly string[];
}

/**
 * A real VictoriaMetrics (Debian's package) on a free loopback port. It keeps what it got last in memory: kill() may lose it.
 * @throws {Error} it is not installed or does not get ready.
 */
export async function startVictoriaMetrics({ samples, flags = [] }: VictoriaMetricsServerOptions = {}): Promise<RunningServer> {
  const program = findProgram('victoria-metrics');
  if (!program) throw new Error('victoria-metrics is not installed');
  const server = await startServer({
    program,
    readyPath: '/health',
    args: (port, folder) => [
      `-storageDataPath=${path.join(folder, 'data')}`,
      '-retentionPeriod=10y',
      `-httpListenAddr=127.0.0.1:${port}`,
      '-loggerLevel=WARN',
      ...flags,
    ],
  });
  if (samples === undefined) return server;
  try {
    await send(server.url, '/api/v1/import/prometheus', samples);
    await send(server.url, '/internal/force_flush', ''); // what was just imported is not searchable until it is flushed
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function send(url: string, resource: string, body: string): Promise<void> {
  const response = await fetch(url + resource, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${resource}: HTTP ${response.status} ${text.slice(0, 300)}`);
}
