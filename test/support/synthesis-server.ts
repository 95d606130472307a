import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createSynthesis } from './synthesis.ts';

// Is posted a configuration directory; answers with the directory of its assembly. Ends with the
// process that forked it.
const [dir = ''] = process.argv.slice(2);
const synthesise = createSynthesis(dir);

const server = createServer(async (request, response) => {
  try {
    response.end(await synthesise(await text(request)));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('disconnect', () => process.exit());
