// The inside of a worker process: loads the handler named by _HANDLER and serves invocations from
// the runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
// Arguments: the clock's offset from real time, in ms.
// Builtins without `import`: ESM imports of them made the first request 35 ms slower (85 → 50 ms,
// measured).
const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
const { existsSync } = process.getBuiltinModule('node:fs');
const { Agent, request } = process.getBuiltinModule('node:http');
const { join } = process.getBuiltinModule('node:path');
const { pathToFileURL } = process.getBuiltinModule('node:url');

const {
  AWS_LAMBDA_RUNTIME_API: api = '',
  LAMBDA_TASK_ROOT: root = '.',
  _HANDLER: handlerName = '',
} = process.env;
const [, host, port, base] = /^(.*?):(\d+)(.*)$/.exec(api) ?? [];
const agent = new Agent({ keepAlive: true, maxSockets: 2 });
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
process.stdin.on('close', () => process.exit()).resume();
process.stdin.unref();

// As with active tracing: who answers on this machine can tell for which event it was asked.
subscribe('http.client.request.created', ({ request }) => {
  const { _X_AMZN_TRACE_ID: traceId } = process.env;
  if (traceId && request.host === '127.0.0.1' && !request.headersSent)
    request.setHeader('x-amzn-trace-id', traceId);
});

const handler = await loadHandler().catch(async (error) => {
  report('Init Error', error);
  await call('POST', '/init/error', JSON.stringify(describe(error)));
  process.exit(1);
});

let invocation = await call('GET', '/invocation/next');
for (;;) {
  const { headers } = invocation;
  offset = Number(headers['local-clock-offset-ms'] ?? 0);
  const id = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const [outcome, value] = await outcomeOf(invocation);
  // What Lambda has as two requests is one here: half of what an event costs this API.
  invocation = await call('POST', `/invocation/${id}/${outcome}/next`, value);
}

async function outcomeOf({ headers, body }) {
  try {
    const result = await handler(JSON.parse(body), contextOf(headers));
    return ['response', JSON.stringify(result === undefined ? null : result)];
  } catch (error) {
    report('Invoke Error', error);
    return ['error', JSON.stringify(describe(error))];
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

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
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

/** `text` is JSON. */
function call(method, path, text) {
  return new Promise((resolve) => {
    const sent = request(
      { host, port, path: `${base}/2018-06-01/runtime${path}`, method, agent },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ headers: response.headers, body }));
      },
    );
    sent.on('error', () => process.exit());
    sent.end(text);
  });
}
