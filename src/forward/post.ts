export type PostRequest = {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Covers connecting, the headers and the body of the answer. */
  readonly timeoutMs: number;
  /** Ends the request early. */
  readonly stop: AbortSignal;
};

export type PostAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** False when the body was longer than 64 KiB, or broke off: then `body` is only its beginning. */
  readonly complete: boolean;
};

/** One HTTP POST; redirects are not followed. Rejects only while there is no status yet: after that the status counts, whatever the body does. */
export async function post(request: PostRequest): Promise<PostAnswer> {
  const limit = new AbortController();
  const stop = () => limit.abort(new Error('stopping'));
  const timer = setTimeout(
    () => limit.abort(new Error(`no answer within ${request.timeoutMs} ms`)),
    request.timeoutMs,
  );
  request.stop.addEventListener('abort', stop);
  if (request.stop.aborted) stop();
  try {
    return await exchange(request, limit.signal);
  } finally {
    clearTimeout(timer);
    request.stop.removeEventListener('abort', stop);
  }
}

async function exchange({ url, headers, body }: PostRequest, signal: AbortSignal): Promise<PostAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: hasPlainBuffer(body) ? body : new Uint8Array(body),
    redirect: 'manual',
    signal,
  });
  return { status: response.status, headers: response.headers, ...(await readBeginning(response.body)) };
}

// `fetch` takes no memory shared between threads.
function hasPlainBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

const MAX_ANSWER_BYTES = 64 * 1024;

async function readBeginning(
  stream: ReadableStream<Uint8Array> | null,
): Promise<{ readonly body: Uint8Array; readonly complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  try {
    // Leaving the loop early cancels the stream, and so closes the connection.
    for await (const chunk of stream ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) break;
    }
    complete = length <= MAX_ANSWER_BYTES;
  } catch {
    // The status is what matters, and it is here already.
  }
  return { body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES), complete };
}
