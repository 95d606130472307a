import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';

// What many would start with: checks the signature, maps, sends, and answers when Bridge has
// answered. No queue, no memory of events, no order, no second attempt.
// node naive-handler.ts <signing key> <base URL of Bridge>; sends its port as a message
const [key = '', bridge = ''] = process.argv.slice(2);
const secret = Buffer.from(key.replace('whsec_', ''), 'base64');
const app = express();
app.post('/hooks/crm', express.raw({ type: '*/*' }), async (request, response) => {
  const signed = ['webhook-id', 'webhook-timestamp'].map((name) => request.get(name));
  const hmac = createHmac('sha256', secret).update(`${signed.join('.')}.`);
  const expected = Buffer.from(`v1,${hmac.update(request.body).digest('base64')}`);
  const given = Buffer.from(request.get('webhook-signature') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    response.sendStatus(401);
    return;
  }
  const { data } = JSON.parse(String(request.body));
  const answer = await fetch(`${bridge}/contacts/${data.bridgeId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'x-api-key': 'fake-bridge-key' },
    body: JSON.stringify({ firstName: data.first }),
  });
  response.sendStatus(answer.ok ? 200 : 502);
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
process.once('disconnect', () => process.exit());
