// One cold start: imports a bundle, calls its handler once, and prints the processor time, in µs,
// of the process until the bundle was there (INIT), and of the first call; and what the call loaded
// of Node.
// node cold-host.mjs <index.mjs> <file with the event>
const { readFileSync } = process.getBuiltinModule('node:fs');
const { pathToFileURL } = process.getBuiltinModule('node:url');
const [bundle = '', event = ''] = process.argv.slice(2);

const { handler } = await import(pathToFileURL(bundle).href);
const afterInit = process.cpuUsage();
const payload = JSON.parse(readFileSync(event, 'utf8'));
const known = new Set(process.moduleLoadList);
const begun = process.cpuUsage();
const answer = await handler(payload, { getRemainingTimeInMillis: () => 30_000 });
const first = process.cpuUsage(begun);
const loaded = process.moduleLoadList.filter((one) => !known.has(one));

const sum = ({ user, system }) => user + system;
const measured = { init: sum(afterInit), first: sum(first), loaded, answer };
process.stdout.write(`\n${JSON.stringify(measured)}\n`, () => process.exit());
