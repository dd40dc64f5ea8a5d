import Fastify from 'fastify';

/* A bare Fastify that greets, to measure against: a process of its own. It prints where it listens and ends with SIGTERM. */
const app = Fastify();
app.get('/', async () => ({ hello: 'world' }));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', () => void app.close());
process.stdout.write(`${url}\n`);
