import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Api, apiAt } from './api.ts';

const MAIN = path.resolve('src/main.ts');
type Environment = Readonly<Record<string, string>>;

/** A command as a user types it, in a process and an environment of its own. */
export async function serinus(args: readonly string[], env: Environment = {}) {
  const child = begin(args, env);
  const [stdout, stderr, [status]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')]);
  return { status: status as number | null, stdout, stderr };
}

export interface ServeProcess {
  readonly api: Api;
  /** All it has logged, once it has ended. */
  readonly log: Promise<string>;
  /** Ends it in good order and resolves to its exit status. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** `serinus serve` on a free port; resolves when it says where it listens. */
export async function serve(env: Environment): Promise<ServeProcess> {
  const child = begin(['serve', '--json'], { ...env, PORT: '0' });
  const killIt = (): void => void child.kill('SIGKILL');
  process.once('exit', killIt);
  const log = textOf(child.stderr);
  const ended = once(child, 'exit').finally(() => process.off('exit', killIt));
  const first = await Promise.race([once(child.stdout!, 'data'), ended.then(() => undefined), sleep(30_000, undefined, { ref: false })]);
  if (first === undefined) {
    child.kill('SIGKILL');
    throw new Error(`serinus serve did not start:\n${await log}`);
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return { api: apiAt(JSON.parse(String(first[0])).url), log, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) };
}

/** Begins `serinus serve` and ends it after that time as a power cut would, ready or not. */
export async function serveFor(ms: number, env: Environment): Promise<void> {
  const child = begin(['serve', '--json'], { ...env, PORT: '0' });
  child.stdout!.resume();
  child.stderr!.resume();
  const ended = once(child, 'exit');
  await sleep(ms);
  child.kill('SIGKILL');
  await ended;
}

function begin(args: readonly string[], env: Environment): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [MAIN, ...args], { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}
