#!/usr/bin/env node
// The package's bin. Plain JavaScript, because the Node that runs it can be too old for the rest.
// Then it hands over to the Node that npm installed beside it (optionalDependencies of
// package.json).
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './pinned-node.mjs';

const neededMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= neededMajor) await run();
else handOver();

async function run() {
  endWithStarter();
  for (const stream of [process.stdout, process.stderr]) endWithReader(stream);
  const { runCli } = await import('./main.ts');
  const { stdin, stdout, stderr, env } = process;
  process.exitCode = await runCli(process.argv.slice(2), {
    cwd: process.cwd(),
    env,
    stdin,
    stdout,
    stderr,
    now: Date.now,
  });
}

/** Once the older Node that started this one is killed, no Ctrl-C is passed on any more. */
function endWithStarter() {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}

/**
 * `bridgehook events | head`: once the reader has left, it ends without a word. A command that
 * winds up its work at Ctrl-C does so here too. What else keeps it from writing is an error.
 */
function endWithReader(stream) {
  let hasReader = true;
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') {
      if (stream !== process.stderr)
        process.stderr.write(`Cannot write: ${error.message}\n`);
      process.exit(1);
    }
    if (hasReader && !process.emit('SIGTERM', 'SIGTERM')) process.exit(0);
    hasReader = false;
  });
}

function handOver() {
  const node = pinnedNode();
  if (node === undefined) {
    process.stderr.write(
      `Bridgehook needs Node ${neededMajor} and this is ${process.version}: run npm ci, ` +
        'which installs it on Linux and Windows; ' +
        `on macOS install Node ${neededMajor} yourself (https://nodejs.org).\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(
      `The Node at ${node} does not start (${error.message}): ` +
        'remove node_modules and run npm ci.\n',
    );
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
