import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from './debian.ts';
import { type RunningServer, startServer } from './server-process.ts';

export interface PrometheusServerOptions {
  /** OpenMetrics text (see openMetrics) the server has from the start. Times within the last ten years, and in the past. */
  readonly blocks?: string;
  /** Prometheus's own configuration as YAML; by default it scrapes nothing. */
  readonly config?: string;
  /** Further command line flags, such as --web.enable-remote-write-receiver. */
  readonly flags?: readonly string[];
}

/** A real Prometheus (Debian's package) on a free loopback port. @throws {Error} it is not installed or does not get ready. */
export function startPrometheus({ blocks, config = '', flags = [] }: PrometheusServerOptions = {}): Promise<RunningServer> {
  const program = findProgram('prometheus');
  const promtool = findProgram('promtool');
  if (!program || !promtool) throw new Error('prometheus or promtool is not installed');
  return startServer({
    program,
    readyPath: '/-/ready',
    prepare(folder) {
      writeFileSync(path.join(folder, 'prometheus.yml'), config);
      const data = path.join(folder, 'data');
      mkdirSync(data);
      if (blocks === undefined) return;
      const text = path.join(folder, 'blocks.om');
      writeFileSync(text, blocks);
      execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', text, data], { stdio: ['ignore', 'ignore', 'inherit'] });
      rmSync(text);
    },
    args: (port, folder) => [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      '--storage.tsdb.retention.time=10y', // the default of 15 days would delete samples of the past
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...flags,
    ],
  });
}
