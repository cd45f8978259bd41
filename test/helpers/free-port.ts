import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port on which nobody listens, for programs that cannot say which one they have taken. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
