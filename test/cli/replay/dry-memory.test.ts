import { expect, test } from 'vitest';
import { createDryMemory } from '../../../cli/replay/dry-memory.ts';
import type { Memory } from '../../../functions/core/memory/memory.ts';
import type { Message } from '../../../functions/core/message/message.ts';
import { createMemory, type Method, watched } from '../../support/memory.ts';

const contact = { workspace: 'main', contactId: 'c1' };
const key = 'main#crm#hash';
const clock = { time: 1, receivedAt: 1, index: 0, eventId: 'e1' };
const hold = {
  reason: 'unavailable' as const,
  until: 1,
  stepSeconds: 15,
  since: 1,
  isProbed: false,
};
const message: Message = {
  version: 1,
  source: 'form',
  workspace: 'main',
  receivedAt: 1,
  enqueuedAt: 1,
  headers: {},
  query: {},
  events: [{ id: 'e1', idFrom: 'sender', index: 0, body: {} }],
};
const recalled = {
  eventIds: ['e1'],
  workspace: 'main',
  messageId: 'm1',
  isFirstReceipt: false,
};

/** A memory that a plan works on, and the methods of the real one that it called. */
function openDry(): { dry: Memory; real: Memory; called: Set<Method> } {
  const called = new Set<Method>();
  const { memory: real } = createMemory();
  return {
    dry: createDryMemory(watched(real, (method) => void called.add(method))),
    real,
    called,
  };
}

test('a plan calls nothing of the real memory that writes', async () => {
  const { dry, called } = openDry();
  const record = {
    id: 'e1',
    source: 'form',
    workspace: 'main',
    receivedAt: 1,
    attempts: [],
  };
  const link = { ...contact, origin: 'id' as const, at: 1, mayShare: false };
  const lease = { token: 't', now: 1, until: 2, doubts: [] };

  await dry.events.recall(recalled);
  await dry.events.read(['e1']);
  await dry.events.settle([record]);
  await dry.events.noteCreating(record);
  await dry.events.notePutBack({ id: 'e1' }, 'c1');
  await dry.events.saveProgress('m1', message, { touching: [], events: {} });
  await dry.contacts.lease(contact, lease);
  await dry.contacts.read(contact);
  await dry.contacts.free(contact, 't', { doubts: [] });
  await dry.links.readLink(key);
  await dry.links.idsOf(contact, key);
  await dry.links.learnLink(key, link);
  await dry.links.dropLink(key, 'c1');
  await dry.links.disputeLink(key);
  await dry.links.mergeLink(key, 'main#crm#other', 1, undefined);
  await dry.links.waitForLink(key, 'e1');
  await dry.links.stopWaiting(key, ['e1']);
  await dry.claims.claim(['name'], 't', 1, 2);
  await dry.claims.unclaim(['name'], 't');
  await dry.claims.erasedAt(['name']);
  await dry.workspaces.read('main');
  await dry.workspaces.noteFailure('main', { group: 'g', at: 1 });
  await dry.workspaces.noteSuccess('main', {});
  await dry.workspaces.moveHold('main', undefined, hold);
  await dry.workspaces.releaseHold('main', hold);

  expect([...called].sort()).toEqual([
    'claims.erasedAt',
    'contacts.read',
    'events.read',
    'events.recall',
    'links.idsOf',
    'links.readLink',
  ]);
});

test('what a plan would commit and link is seen by what comes later in it', async () => {
  const { dry, real } = openDry();
  const clocks = { firstName: clock };

  await dry.contacts.free(contact, 't', { clocks, doubts: [] });
  await dry.links.learnLink(key, { ...contact, origin: 'id', at: 1, mayShare: false });

  expect(await dry.contacts.read(contact)).toEqual({ clocks, doubts: [] });
  expect(await dry.links.readLink(key)).toMatchObject({ contactId: 'c1' });
  expect(await real.contacts.read(contact)).toEqual({ clocks: {}, doubts: [] });
  expect((await real.links.readLink(key)).contactId).toBeUndefined();
});

test('for a plan no workspace is on hold, nothing was tried, and no event is put back', async () => {
  const { dry, real } = openDry();
  await real.workspaces.moveHold('main', undefined, hold);
  await real.events.saveProgress('m1', message, { touching: ['e1'], events: {} });
  await real.links.waitForLink(key, 'e1');

  const { workspace, progress } = await dry.events.recall(recalled);

  expect([workspace, progress]).toEqual([{ failing: [], successes: {} }, undefined]);
  expect(await dry.workspaces.read('main')).toEqual(workspace);
  expect((await dry.links.readLink(key)).waiting).toEqual([]);
});
