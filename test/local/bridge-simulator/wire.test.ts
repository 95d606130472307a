import { expect, test } from 'vitest';
import { ANA, call, contactPath, start } from './call-simulator.ts';

const patch = (simulator: Awaited<ReturnType<typeof start>>) =>
  call(simulator, 'PATCH', contactPath(ANA), { firstName: 'Ana' });

test('a PATCH may be answered with a page for people, applied or not', async () => {
  const simulator = await start({ patchAnswer: 'page' });
  simulator.putContact(ANA, {});
  const text = async (lastName: string) => {
    const response = await fetch(simulator.url + contactPath(ANA), {
      method: 'PATCH',
      headers: { 'x-api-key': 'key-canary-1883', 'content-type': 'application/json' },
      body: JSON.stringify({ lastName }),
    });
    return [response.status, response.headers.get('content-type'), await response.text()];
  };

  const applied = await text('Gil');
  simulator.addFault({ status: 200, page: '<html>Please log in</html>' });
  const told = await text('Lost');

  expect([applied, told]).toEqual([
    [200, 'text/html', '<html>This is not Bridge</html>'],
    [200, 'text/html', '<html>Please log in</html>'],
  ]);
  expect(simulator.contacts()).toMatchObject([{ lastName: 'Gil' }]);
});

test('a PATCH may be applied and answered 502 by what stands before Bridge', async () => {
  const simulator = await start();
  simulator.putContact(ANA, {});
  simulator.addFault({ status: 502, applied: true, retryAfter: 30 });

  const answer = await patch(simulator);

  expect(answer.status).toBe(502);
  expect(simulator.contacts()).toMatchObject([{ firstName: 'Ana' }]);
  expect(simulator.requests()).toMatchObject([{ status: 502 }]);
});

test('the behaviour can be changed while it runs; what is left out is as usual again', async () => {
  const simulator = await start({ patchAnswer: 'nothing' });
  simulator.putContact(ANA, {});
  const put = (body: object) => call(simulator, 'PUT', '/_simulator/behaviour', body);

  const wrong = await put({ patchAnswer: 'silence' });
  const before = await patch(simulator);
  const right = await put({ ids: 'upper' });
  const after = await patch(simulator);

  expect([wrong, right]).toMatchObject([
    {
      status: 400,
      body: { error: expect.stringMatching(/^patchAnswer: .*Write for example/) },
    },
    { status: 204 },
  ]);
  expect([before.status, after.status, after.body.id]).toEqual([
    204,
    200,
    ANA.toUpperCase(),
  ]);
});
