import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** `request`: what is said does not arrive. `reply`: it arrives and is answered, and the answer does not come back. */
export type Cut = 'request' | 'reply';

export interface CuttingProxy {
  readonly port: number;
  /** Cuts the next connection on which a client says that, and only that one. */
  cutAt(words: string, cut: Cut): void;
  /** How often it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Stands between a client and a server on this machine that speak without encryption, and ends connections in the middle of a sentence. */
export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  let rule: { readonly words: string; readonly cut: Cut } | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    const end = (): void => {
      for (const socket of [client, server]) socket.destroy();
    };
    let isMute = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (said: Buffer) => {
      if (rule === undefined || !said.includes(rule.words)) return void server.write(said);
      const { cut } = rule;
      rule = undefined;
      cuts++;
      if (cut === 'request') return end();
      isMute = true;
      server.write(said);
    });
    server.on('data', (answer: Buffer) => (isMute ? end() : void client.write(answer)));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    cutAt(words, cut) {
      rule = { words, cut };
    },
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
