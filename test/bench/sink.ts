import { createServer } from 'node:http';

// An upstream that takes everything and keeps nothing. Started as a program of its own, so that it does not hold up the
// load; prints its address.
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const type = request.headers['content-type'] ?? 'application/x-protobuf';
    const body = type.startsWith('application/json') ? '{}' : '';
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`ready at http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => process.exit(0));
