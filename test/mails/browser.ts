import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Look = {
  readonly width: number;
  /** What the reader asks for, or dark colours that a program makes without asking, as some mail programs do. */
  readonly scheme: 'light' | 'dark' | 'forced dark';
};

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--hide-scrollbars',
  '--remote-debugging-port=0',
];

/** A Chromium that takes pictures of whole pages, spoken to by its DevTools protocol. */
export async function openBrowser(program: string) {
  const profile = mkdtempSync(join(tmpdir(), 'flawless-chromium-'));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const call = await connect(await findPage(await readAddress(child.stderr)));
  await call('Page.enable', {});

  async function takePicture(url: string, { width, scheme }: Look, path: string): Promise<number> {
    const features = [{ name: 'prefers-color-scheme', value: scheme === 'dark' ? 'dark' : 'light' }];
    await call('Emulation.setEmulatedMedia', { features });
    await call('Emulation.setAutoDarkModeOverride', { enabled: scheme === 'forced dark' });
    await call('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    await call('Page.navigate', { url });
    await call('Runtime.evaluate', { expression: WHEN_DRAWN, awaitPromise: true });
    const { cssContentSize } = await call('Page.getLayoutMetrics', {});
    const { width: wide, height } = cssContentSize as { width: number; height: number };
    const clip = { x: 0, y: 0, width: wide, height, scale: 1 };
    const { data } = await call('Page.captureScreenshot', { clip, captureBeyondViewport: true });
    writeFileSync(path, Buffer.from(String(data), 'base64'));
    return wide;
  }

  return {
    takePicture,
    async close(): Promise<void> {
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const WHEN_DRAWN = `new Promise((resolve) => {
  const draw = () => requestAnimationFrame(() => requestAnimationFrame(resolve));
  if (document.readyState === 'complete') draw(); else addEventListener('load', draw);
})`;

async function readAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /^DevTools listening on ws:\/\/([^/]+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('Chromium did not start');
}

async function findPage(address: string): Promise<string> {
  const targets = (await (await fetch(`http://${address}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  return targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '';
}

type Answer = {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { message: string };
};

async function connect(url: string) {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as Answer;
    const call = waiting.get(id ?? -1);
    if (error !== undefined) call?.reject(new Error(error.message));
    else call?.resolve(result ?? {});
  });
  let last = 0;
  return (method: string, params: object): Promise<Record<string, unknown>> => {
    const id = ++last;
    const call = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, call);
    socket.send(JSON.stringify({ id, method, params }));
    return call.promise;
  };
}
