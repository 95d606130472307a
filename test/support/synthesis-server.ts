import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createSynthesis } from './synthesis.ts';

// POST / with a configuration directory: the directory of its assembly. POST /bundle/<function>:
// its bundle as JSON. Ends with the process that forked it.
const [dir = ''] = process.argv.slice(2);
const synthesis = createSynthesis(dir);

const server = createServer(async (request, response) => {
  try {
    const [, name] = /^\/bundle\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (name === undefined) response.end(await synthesis.synthesise(await text(request)));
    else response.end(JSON.stringify(await synthesis.bundle(name)));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('disconnect', () => process.exit());
