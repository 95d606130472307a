// Runs after npm ci. npm 10, which comes with Node 20, drops the link node_modules/.bin/node when
// it skips the packages of the other platforms, which have a bin of the same name (npm 11 keeps it).
// With the link, everything that npm runs finds Node 24.
import { existsSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './pinned-node.mjs';

const link = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const node = pinnedNode();
if (node !== undefined && process.platform !== 'win32' && !existsSync(link))
  symlinkSync(relative(dirname(link), node), link);
