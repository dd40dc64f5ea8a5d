import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 30_000;
const ATTEMPTS = 3;

export interface ServerOptions {
  readonly program: string;
  /** Arguments of the program, which must listen on 127.0.0.1:port and keep all it writes below `folder`. */
  readonly args: (port: number, folder: string) => readonly string[];
  /** Answers 200 once the server is ready; a path below its root. For servers that speak no HTTP, whether it is. */
  readonly readyPath: string | ((port: number) => Promise<boolean>);
  /** Fills the folder before the first start. */
  readonly prepare?: (folder: string) => void;
  /** Whom the program runs as; default: as these tests. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What ends it in order; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface RunningServer {
  /** Root of the server, without a closing slash: http://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  /** Ends it as an operator would (SIGTERM) and removes its folder. */
  stop(): Promise<void>;
  /** Ends it as a power cut would (SIGKILL, its children too); its folder stays for a restart(). */
  kill(): Promise<void>;
  /** Ends it if it runs and starts it again: same port, same data. */
  restart(): Promise<void>;
}

/** Starts a server on a free loopback port with a folder of its own and waits until it is ready. Nothing outlives this process. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'serinus-test-'));
  let child: ChildProcess | undefined;
  const cleanUp = (): void => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', cleanUp);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (!process.listeners(signal).includes(exitOnSignal)) process.on(signal, exitOnSignal);
  }

  try {
    options.prepare?.(folder);
    let port = await freePort();
    // Between finding a port free and taking it another process may take it: then another port is tried.
    for (let attempt = 1; ; attempt++) {
      try {
        child = await launch(options, port, folder);
        break;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        port = await freePort();
      }
    }
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      async stop() {
        await end(child, options.stopSignal ?? 'SIGTERM');
        process.off('exit', cleanUp);
        cleanUp();
      },
      async kill() {
        const children = childrenOf(child?.pid);
        await end(child, 'SIGKILL');
        for (const pid of children) killed(pid);
      },
      async restart() {
        await end(child, options.stopSignal ?? 'SIGTERM');
        child = await launch(options, port, folder);
      },
    };
  } catch (error) {
    process.off('exit', cleanUp);
    cleanUp();
    throw error;
  }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function launch(options: ServerOptions, port: number, folder: string): Promise<ChildProcess> {
  const child = spawn(options.program, options.args(port, folder), { stdio: ['ignore', 'pipe', 'pipe'], ...options.user });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));

  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break;
    const { readyPath } = options;
    const isReady = typeof readyPath === 'string' ? answers(`http://127.0.0.1:${port}${readyPath}`) : readyPath(port);
    if (await isReady) return child;
    await sleep(50);
  }
  await end(child, 'SIGKILL');
  throw new Error(`${options.program} did not get ready on port ${port}:\n${output}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended, or this is no Linux
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

// A signal would end this process without the 'exit' event that ends the servers.
function exitOnSignal(): void {
  process.exit(1);
}
