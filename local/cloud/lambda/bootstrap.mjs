// The inside of a worker process: loads the handler named by _HANDLER and serves the invocations
// that come over the channel of the process (channel.ts).
// Arguments: the clock's offset from real time, in ms.
// Builtins without `import`: ESM imports of them made the first request 35 ms slower (85 → 50 ms,
// measured).
const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
const { existsSync } = process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');
const { pathToFileURL } = process.getBuiltinModule('node:url');

const { LAMBDA_TASK_ROOT: root = '.', _HANDLER: handlerName = '' } = process.env;
const { channel } = process;
const send = process.send.bind(process);
// A function of Lambda's has no parent that it could speak to.
process.send = undefined;
const RealDate = Date;
let offset = Number(process.argv[2] ?? 0);

globalThis.Date = new Proxy(RealDate, {
  apply: () => new Date().toString(),
  construct: (target, args, newTarget) =>
    Reflect.construct(
      target,
      args.length > 0 ? args : [RealDate.now() + offset],
      newTarget,
    ),
  get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
});

function now() {
  return RealDate.now() + offset;
}

// A worker does not outlive the local run, however that ends.
process.on('disconnect', () => process.exit());

// As with active tracing: who answers on this machine can tell for which event it was asked.
subscribe('http.client.request.created', ({ request }) => {
  const { _X_AMZN_TRACE_ID: traceId } = process.env;
  if (traceId && request.host === '127.0.0.1' && !request.headersSent)
    request.setHeader('x-amzn-trace-id', traceId);
});

const handler = await loadHandler().catch(async (error) => {
  report('Init Error', error);
  send({ kind: 'initError', error: describe(error) }, () => process.exit(1));
  await new Promise(() => {});
});

process.on('message', work);
say({ kind: 'started' });

async function work(invocation) {
  // A handler that waits for what cannot come ends the process, as it ends one of Lambda's.
  channel.unref();
  offset = invocation.clockOffsetMs;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  say(await outcomeOf(invocation));
}

function say(message) {
  channel.ref();
  send(message);
}

async function outcomeOf(invocation) {
  const { id, payload } = invocation;
  try {
    const result = await handler(JSON.parse(payload), contextOf(invocation));
    return { kind: 'response', id, payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    report('Invoke Error', error);
    return { kind: 'error', id, error: describe(error) };
  }
}

async function loadHandler() {
  const [, path, exported] = /^(.*?[^/]*?)\.([^/]+)$/.exec(handlerName) ?? [];
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => join(root, `${path}${extension}`))
    .find(existsSync);
  if (!file)
    throw Object.assign(new Error(`Cannot find module '${path}'`), {
      name: 'Runtime.ImportModuleError',
    });
  const loaded = await import(pathToFileURL(file).href);
  const found = loaded[exported] ?? loaded.default?.[exported];
  if (typeof found !== 'function') {
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return found;
}

function contextOf({ id, functionArn, deadline }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: functionArn,
    awsRequestId: id,
    getRemainingTimeInMillis: () => Math.max(deadline - RealDate.now(), 0),
  };
}

function describe(error) {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

function report(kind, error) {
  const { errorMessage, trace, ...rest } = describe(error);
  const details = JSON.stringify({ ...rest, errorMessage, stack: trace });
  process.stderr.write(`${new Date().toISOString()}\tERROR\t${kind}\t${details}\n`);
}
