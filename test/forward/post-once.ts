import process from 'node:process';
import { createPost, toTarget } from '../../src/forward/post.ts';

// Run by post.test.ts, with certificates of its own: posts `hello` to a URL and tells the answer or the error.
const stop = new AbortController();
const url = new URL(process.argv[2] ?? '');
const post = createPost({ secure: url.protocol === 'https:', stop: stop.signal });
const headers = ['host', url.host];
try {
  const answer = await post({
    target: toTarget(url),
    headers,
    body: Buffer.from('hello'),
    timeoutMs: 20_000,
  });
  console.log(answer.status, Buffer.from(answer.body).toString());
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error);
}
stop.abort();
