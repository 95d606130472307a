import type {
  EventProgress,
  EventRecord,
  Progress,
} from '../../core/memory/event-record.ts';
import type { Events, Recalled } from '../../core/memory/memory.ts';
import type { Message } from '../../core/message/message.ts';
import { fromItem, maxAttempts, toItems } from './event-items.ts';
import { equals, orElse } from './expressions.ts';
import { messageItemSchema } from './item-schemas.ts';
import { eventKey, messageKey, nameIn, workspaceKey } from './keys.ts';
import { toRows } from './rows.ts';
import type { Item, Table } from './table.ts';
import { toState } from './workspaces.ts';

/** Longer than a message can lie in its queue. */
const progressDays = 15;

/** `now` in ms since 1970. */
export function createEvents(table: Table, now: () => number): Events {
  return {
    async recall({ eventIds, workspace, messageId, isFirstReceipt }) {
      const keys = [workspaceKey(workspace), ...eventIds.map(eventKey)];
      if (!isFirstReceipt) keys.push(messageKey(messageId));
      return toRecalled(await table.batchGet(keys, { isConsistent: !isFirstReceipt }));
    },
    async read(eventIds) {
      const items = await table.batchGet(eventIds.map(eventKey), { isConsistent: true });
      return toRecalled(items).records;
    },
    settle: (records) => table.batchPut(records.flatMap(toItems)),
    async noteCreating({ id, source, workspace, receivedAt }) {
      await table.update({
        key: eventKey(id),
        set: {
          source: orElse('source', source),
          workspace: orElse('workspace', workspace),
          receivedAt: orElse('receivedAt', receivedAt),
          creating: true,
        },
      });
    },
    async notePutBack({ id, settledAt = 0 }, contactId) {
      await table.update({
        key: eventKey(id),
        set: { putBackFor: contactId },
        if: equals('parkedAt', new Date(settledAt).toISOString()),
      });
    },
    saveProgress: (messageId, message, progress) =>
      table.put(toMessageItem(messageId, message, progress, now())),
  };
}

function toRecalled(items: Item[]): Recalled {
  const recalled: Recalled = {
    records: new Map<string, EventRecord>(),
    workspace: toState({}),
    progress: undefined,
  };
  for (const item of items) {
    const key = String(item.pk);
    if (nameIn('workspace', key) !== undefined) recalled.workspace = toState(item);
    else if (nameIn('message', key) !== undefined) recalled.progress = toProgress(item);
    else {
      const record = fromItem(item);
      recalled.records.set(record.id, record);
    }
  }
  return recalled;
}

function toMessageItem(
  messageId: string,
  { source, workspace, receivedAt, requestId, events }: Message,
  { touching, events: progress }: Progress,
  now: number,
): Item {
  return {
    pk: messageKey(messageId),
    source,
    workspace,
    receivedAt,
    requestId,
    events: events.map(({ id }) => id),
    touching,
    progress: Object.fromEntries(
      Object.entries(progress).map(([id, event]) => [id, toProgressRow(event)]),
    ),
    expiresAt: Math.ceil(now / 1000) + progressDays * 86_400,
  };
}

function toProgressRow({ attempts, inDoubt, ...event }: EventProgress): Item {
  const { contactId, clocks } = inDoubt ?? {};
  return {
    ...event,
    attempts: attempts.slice(-maxAttempts),
    inDoubt: clocks && { contactId, clocks: toRows(clocks) },
  };
}

export function toProgress(item: Item): Progress {
  const { touching, progress } = messageItemSchema.parse(item);
  return { touching, events: progress };
}
