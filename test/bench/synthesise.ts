import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// node test/bench/synthesise.ts <checkout> <configuration> <where the assembly goes>
// In a process of its own, because the other checkout has other modules of the same names.
const [checkout = '', configDir = '', outdir = ''] = process.argv.slice(2);
const app = pathToFileURL(resolve(checkout, 'lib/bridgehook-app.ts')).href;
const { buildApp } = (await import(app)) as typeof import('../../lib/bridgehook-app.ts');
(await buildApp({ configDir, stage: 'test', outdir })).synth();
