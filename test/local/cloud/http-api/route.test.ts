import { expect, test } from 'vitest';
import { matchRoute } from '../../../../local/cloud/http-api/route.ts';

const routes = [
  '$default',
  'ANY /{all+}',
  'ANY /hooks/{source}',
  'POST /hooks/{source}',
  'POST /hooks/fixed',
  'GET /a.b',
].map((key) => ({
  key,
  target: key,
}));

test.each([
  ['POST', '/hooks/form', 'POST /hooks/{source}', { source: 'form' }],
  ['GET', '/hooks/form', 'ANY /hooks/{source}', { source: 'form' }],
  ['POST', '/hooks/fixed', 'POST /hooks/fixed', {}],
  ['POST', '/hooks/form/more', 'ANY /{all+}', { all: 'hooks/form/more' }],
  ['POST', '/hooks/%C3%A9%', 'POST /hooks/{source}', { source: '%C3%A9%' }],
  ['POST', '/hooks/%C3%A9', 'POST /hooks/{source}', { source: 'é' }],
  ['GET', '/aXb', 'ANY /{all+}', { all: 'aXb' }],
  ['GET', '/', '$default', {}],
])('%s %s goes to %s', (method, path, target, pathParameters) => {
  expect(matchRoute(routes, method, path)).toMatchObject({ target, pathParameters });
});

test('without a fitting route there is none', () => {
  expect(
    matchRoute([{ key: 'POST /hooks/{source}', target: 1 }], 'POST', '/hooks/'),
  ).toBeUndefined();
  expect(
    matchRoute([{ key: 'POST /hooks/{source}', target: 1 }], 'GET', '/hooks/form'),
  ).toBeUndefined();
});
