import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import type * as z from 'zod';
import { UserError } from '../../lib/report.ts';
import { setFaultSchema } from './api/bridge.ts';
import { keepTestCaseSchema, releaseHoldSchema, versionSchema } from './api/changes.ts';
import { askPlanSchema, eventIdsSchema, sendPlanSchema } from './api/parked.ts';
import { timelineFilterSchema } from './api/timeline.ts';
import { failureBody, failureOf } from './failure.ts';
import type { BridgeOperations, Operations } from './operations.ts';
import { openPage } from './page.ts';
import { streamRows } from './stream.ts';

export interface AppOptions {
  operations: Operations;
  /** Why nothing may be changed from here, in words; `undefined` where it may. */
  readOnly: string | undefined;
}

/** Where the console is on its server. */
export const consolePath = '/_console';

/** 500 events with the longest ids that there are. */
const bodyLimitBytes = 256 * 1024;

/** A browser says how long a body is: one that does not say it is not read. */
const limitBody = createMiddleware(async (c, next) => {
  if (c.req.header('transfer-encoding') !== undefined)
    return c.json(failureBody('The request does not say how long its body is.'), 411);
  if (Number(c.req.header('content-length') ?? 0) > bodyLimitBytes)
    return c.json(failureBody('That is too much at once.'), 413);
  return next();
});

/** A client of it is `hc<ConsoleApp>(url)`. */
export type ConsoleApp = ReturnType<typeof createApp>;

/**
 * The page and its API below `/_console`. Whoever reaches it may use it: `guard.ts` stands before
 * it. What fails is answered as `failureSchema` says.
 */
export function createApp({ operations, readOnly }: AppOptions) {
  return new Hono({ strict: false })
    .basePath(consolePath)
    .use(limitBody)
    .onError((error, c) => {
      if (error instanceof HTTPException)
        return c.json(failureBody('That cannot be read.'), error.status);
      const { status, lines } = failureOf(error);
      return c.json(failureBody(...lines), status);
    })
    .notFound((c) => c.json(failureBody('There is nothing at this address.'), 404))
    .route('/', pageRoutes())
    .route('/api', timelineRoutes(operations, readOnly))
    .route('/api', parkedRoutes(operations, readOnly))
    .route('/api', sourceRoutes(operations))
    .route('/api', bridgeRoutes(operations, readOnly));
}

/** Bundled when it is first asked for: a run that nobody looks at does without. */
function pageRoutes() {
  const page = openPage();
  return new Hono()
    .get('/', async (c) => c.html((await page()).html))
    .get('/main.js', async (c) =>
      c.body((await page()).js, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
    )
    .get('/main.css', async (c) =>
      c.body((await page()).css, 200, { 'content-type': 'text/css; charset=utf-8' }),
    );
}

function timelineRoutes(operations: Operations, readOnly: string | undefined) {
  return new Hono()
    .get('/state', async (c) => c.json(await operations.state()))
    .post('/timeline', body(timelineFilterSchema), async (c) =>
      c.json(await operations.timeline(c.req.valid('json'))),
    )
    .get('/timeline/stream', (c) => {
      const known = c.req.header('last-event-id') ?? c.req.query('version');
      const { success, data } = versionSchema.safeParse({ version: known });
      if (!success) return c.json(failureBody('version: not a whole number'), 400);
      const rows = streamRows(operations.follow, data.version);
      return c.body(rows, 200, { 'content-type': 'text/event-stream' });
    })
    .get('/requests/:key', async (c) =>
      c.json(await operations.request(c.req.param('key'), false, c.req.query('event'))),
    )
    .post('/requests/:key/reveal', async (c) =>
      c.json(await operations.request(c.req.param('key'), true, c.req.query('event'))),
    )
    .get('/requests/:key/curl', async (c) =>
      c.json({ command: await operations.curl(c.req.param('key')) }),
    )
    .post(
      '/requests/:key/test-case',
      changing(readOnly),
      body(keepTestCaseSchema),
      async (c) =>
        c.json(await operations.testCase(c.req.param('key'), c.req.valid('json').name)),
    )
    .get('/events/:id', async (c) =>
      c.json(await operations.event(c.req.param('id'), false)),
    )
    .post('/events/:id/reveal', async (c) =>
      c.json(await operations.event(c.req.param('id'), true)),
    );
}

function parkedRoutes(operations: Operations, readOnly: string | undefined) {
  return new Hono()
    .get('/parked', async (c) => c.json(await operations.parked()))
    .post('/plan', body(askPlanSchema), async (c) => {
      const { ids, reveal } = c.req.valid('json');
      return c.json(await operations.plan(ids, reveal));
    })
    .post('/send', changing(readOnly), body(sendPlanSchema), async (c) => {
      const { ids, digest } = c.req.valid('json');
      return c.json(await operations.send(ids, digest));
    })
    .post('/discard', changing(readOnly), body(eventIdsSchema), async (c) =>
      c.json(await operations.discard(c.req.valid('json').ids)),
    )
    .post('/hold/release', changing(readOnly), body(releaseHoldSchema), async (c) => {
      const { workspace } = c.req.valid('json');
      return c.json({ message: await operations.releaseHold(workspace) });
    });
}

function sourceRoutes({ sources, source, map }: Operations) {
  return new Hono()
    .get('/sources', async (c) => c.json(await sources()))
    .get('/sources/:name', async (c) => c.json(await source(c.req.param('name'))))
    .get('/sources/:name/map/:payload', async (c) =>
      c.json(await map(c.req.param('name'), c.req.param('payload'))),
    );
}

function bridgeRoutes({ bridge }: Operations, readOnly: string | undefined) {
  const simulator = (): BridgeOperations => {
    if (bridge !== undefined) return bridge;
    throw new UserError('No simulator of Bridge runs here.');
  };
  return new Hono()
    .get('/bridge', async (c) => c.json(await simulator().view()))
    .post('/bridge/faults', changing(readOnly), body(setFaultSchema), async (c) => {
      await simulator().setFault(c.req.valid('json'));
      return c.json(await simulator().view());
    })
    .delete('/bridge/faults', changing(readOnly), async (c) => {
      await simulator().endFaults();
      return c.json(await simulator().view());
    });
}

function changing(readOnly: string | undefined) {
  return createMiddleware(async (c, next) =>
    readOnly === undefined ? next() : c.json(failureBody(readOnly), 403),
  );
}

/** A JSON body by its schema. What is wrong with it is told by its places, not by its values. */
function body<Schema extends z.ZodType>(schema: Schema) {
  return zValidator('json', schema, (result, c) => {
    if (result.success) return undefined;
    const lines = result.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`,
    );
    return c.json(failureBody(...lines), 400);
  });
}
