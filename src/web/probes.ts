import type { Context } from 'koa';

/** `GET /livez`: the process answers. */
export function answerAlive(ctx: Context): void {
  ctx.body = 'ok\n';
}

/** `GET /readyz`: whether new requests may come; 503 while starting, stopping, or out of room. */
export function createReadyProbe(ready: () => boolean | Promise<boolean>) {
  return async (ctx: Context): Promise<void> => {
    const isReady = await ready();
    ctx.status = isReady ? 200 : 503;
    ctx.body = isReady ? 'ready\n' : 'not ready\n';
  };
}
