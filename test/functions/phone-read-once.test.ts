import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../functions/core/message/message.ts';
import { buildEvent, buildSource, receivedAt } from '../support/build-source.ts';
import {
  type DeployedDeliver,
  startDeployedDeliver,
} from '../support/deployed-deliver.ts';

const contact = '22222222-2222-4222-8222-222222222222';
const number = '+34600111222';
const written = '600 111 222';
const map = { cellphone: 'phone', email: 'email', firstName: 'first' };
const found = {
  contact: {
    match: ['cellphone' as const, 'email' as const],
    ifNotFound: ['create' as const],
  },
  defaults: { country: 'ES' },
  map,
};
const known = {
  contact: { id: 'id', match: ['cellphone' as const] },
  skipUnchanged: true,
  defaults: { country: 'ES' },
  map,
};

/** The one module that calls the library, which now says each text that it reads. */
const module = 'functions/core/map/phone/phone-number.ts';
const reader = 'export function readPhoneNumber(';
let substitute: { module: string; text: string };

beforeAll(() => {
  const [before, after, more] = readFileSync(
    join(import.meta.dirname, '../..', module),
    'utf8',
  ).split(reader);
  expect(more).toBeUndefined();
  const told =
    'export const readPhoneNumber: typeof readTold = (text, country) => {\n' +
    '  console.log("read: " + text);\n' +
    '  return readTold(text, country);\n' +
    '};\n';
  substitute = { module, text: `${before}function readTold(${after}\n${told}` };
});

async function startTold(source: Parameters<typeof buildSource>[0]) {
  const deliver = await startDeployedDeliver({
    sources: [buildSource(source)],
    substitute,
  });
  onTestFinished(deliver.stop);
  return deliver;
}

/** Delivers an event; gives the texts that were read as phone numbers for it. */
async function readFor(deliver: DeployedDeliver, id: string, body: object) {
  const message: Message = {
    version: 1,
    source: 'test-source',
    workspace: 'main',
    contactKey: 'K',
    receivedAt,
    enqueuedAt: receivedAt,
    headers: {},
    query: {},
    events: [buildEvent({ id, body })],
  };
  const before = deliver.logs().length;
  const patches = await deliver.deliverOf(message);
  const lines = deliver.logs().slice(before);
  const read = lines.filter((line) => line.startsWith('read: '));
  return { patches, read: read.map((line) => line.replace('read: ', '')) };
}

test('the number of an event that creates its contact is read once', async () => {
  const deliver = await startTold(found);

  const { patches, read } = await readFor(deliver, 'e', { phone: written, first: 'Ada' });

  expect(patches).toMatchObject([{ status: 200 }]);
  expect(read).toEqual([written]);
});

test('the number of an event that finds its contact by it is read once', async () => {
  const deliver = await startTold(found);
  deliver.bridge.putContact(contact, { cellphone: number });

  const { patches, read } = await readFor(deliver, 'e', { phone: written, first: 'Ada' });

  expect(patches).toMatchObject([{ contact, body: { firstName: 'Ada' } }]);
  expect(read).toEqual([written]);
});

test('a contact that has an earlier spelling is read beside it', async () => {
  const deliver = await startTold(found);
  const earlier = '+5215512345678';
  const today = '+52 55 1234 5678';
  deliver.bridge.putContact(contact, { cellphone: earlier });

  const { patches, read } = await readFor(deliver, 'e', { phone: today, first: 'Ada' });

  expect(patches).toMatchObject([{ contact }]);
  expect(read).toContain(earlier);
  expect(read.filter((text) => text !== earlier)).toEqual([today]);
});

test.each([number, '+34600999999', null])(
  'the number of an event with an id is read once, where the contact has %s',
  async (cellphone) => {
    const deliver = await startTold(known);
    deliver.bridge.putContact(contact, { cellphone });
    const body = { id: contact, phone: written, first: 'Ada' };

    const { patches, read } = await readFor(deliver, 'e', body);

    expect(patches).toMatchObject([{ contact, status: 200 }]);
    expect(read.filter((text) => text !== cellphone)).toEqual([written]);
  },
);
