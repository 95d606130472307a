import { text } from 'node:stream/consumers';
import { serveLoopback } from '../../local/cloud/loopback.ts';
import { createSynthesis } from './synthesis.ts';

// POST / with a configuration directory: the directory of its assembly. POST /bundle/<function>:
// its bundle as JSON. Ends with the process that forked it.
const [dir = ''] = process.argv.slice(2);
const synthesis = createSynthesis(dir);

const { url } = await serveLoopback(0, async (request, response) => {
  try {
    const [, name] = /^\/bundle\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (name === undefined) response.end(await synthesis.synthesise(await text(request)));
    else response.end(JSON.stringify(await synthesis.bundle(name)));
  } catch (error) {
    response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
  }
});

process.send?.(url);
process.on('disconnect', () => process.exit());
