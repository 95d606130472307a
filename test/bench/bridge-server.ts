import { createServer } from 'node:https';

// A Bridge that says 200 to everything, in a process of its own.
// node bridge-server.ts <key as PEM> <certificate as PEM>; sends its port as a message
const [key = '', cert = ''] = process.argv.slice(2);
const server = createServer({ key, cert }, (request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end('{"id":"22222222-2222-4222-8222-222222222222"}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
process.once('disconnect', () => process.exit());
