import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type EventView,
  eventViewSchema,
  requestViewSchema,
} from '../../../local/console/api/event.ts';
import {
  type FormSample,
  formSamples,
  startViewsProject,
  type ViewsProject,
} from './views-project.ts';

let project: ViewsProject;
const ids = new Map<FormSample, string>();

beforeAll(async () => {
  project = await startViewsProject();
  for (const sample of Object.keys(formSamples) as FormSample[])
    ids.set(sample, await project.deliver(sample));
});
afterAll(() => project.stop());

const idOf = (sample: FormSample) => ids.get(sample) ?? '';

interface Previewed {
  fields: { field: string; from: string; value?: unknown; happened: string }[];
}

async function previewOf(sample: FormSample): Promise<Previewed> {
  const { stdout } = await project.cli('preview', 'form', `${sample}.json`, '--json');
  return JSON.parse(stdout).events[0];
}

const whyOf = ({ fields }: EventView) =>
  Object.fromEntries(fields.map(({ field, why }) => [field, why]));

test.each(Object.keys(formSamples) as FormSample[])(
  '%s: field, from, value and reason are those of preview, with what deliver decided',
  async (sample) => {
    const view = await project.views(true).event(idOf(sample), false);
    const { fields } = await previewOf(sample);

    expect(view.fields.map(({ field, from, value }) => ({ field, from, value }))).toEqual(
      fields.map(({ field, from, value }) => ({ field, from, value })),
    );
    for (const [index, { happened }] of fields.entries()) {
      const why = view.fields[index]?.why ?? '';
      expect(why.slice(0, happened.length)).toBe(happened);
      expect(why.slice(happened.length)).toMatch(/^(?:; |$)/);
    }
  },
);

test('what deliver decided is said field by field', async () => {
  const views = project.views(true);
  const all: Partial<Record<FormSample, Record<string, string>>> = {};
  for (const [sample, id] of ids) all[sample] = whyOf(await views.event(id, false));

  expect(all.created).toEqual({
    firstName: 'set; sent',
    lastName: 'set; sent',
    email: 'set; sent',
    cellphone: 'set; sent',
    languageCode: 'skipped: missing; EN if it creates the contact; the default: sent',
    'customAttributes.Plan': 'set; sent',
    'customAttributes.Unheard': 'skipped: missing',
  });
  expect(all.known).toMatchObject({
    firstName: 'set, only if Bridge has none; not sent, Bridge has one',
    lastName: 'set; sent',
    languageCode: 'skipped: unknown-language; EN if it creates the contact',
    'customAttributes.Unheard': 'set; skipped: unknown-attribute',
  });
  expect(all.older).toMatchObject({ lastName: 'set; stale, something newer was there' });
  expect(all.invalid).toMatchObject({
    lastName: 'set; sent',
    cellphone: 'invalid: not-a-phone-number; the event is parked',
  });
  expect(all.nobody).toMatchObject({ lastName: 'set; not sent', email: 'set; not sent' });
});

test('how the contact was found, each call with its status, and what can be done are there', async () => {
  const views = project.views(true);
  const created = await views.event(idOf('created'), false);
  const known = await views.event(idOf('known'), false);
  const nobody = await views.event(idOf('nobody'), false);

  for (const view of [created, known, nobody]) {
    const json = JSON.parse(JSON.stringify(view));
    expect(eventViewSchema.parse(json)).toEqual(json);
  }

  expect(created.foundBy).toMatch(
    /^created for it; looked for by email, then cellphone; if not/,
  );
  expect(known.foundBy).toMatch(
    /^found by its email; looked for by email, then cellphone \(/,
  );
  expect(nobody.foundBy).toMatch(/^not found; looked for by /);
  expect(created).toMatchObject({
    event: { state: 'delivered' },
    source: 'form',
    workspace: 'main',
    idFrom: 'sent',
    time: '2026-01-02T10:00:00.000Z',
    timeFrom: 'at',
    canReplay: true,
    canDiscard: false,
    payload: formSamples.created,
  });
  expect(created.attempts.at(-1)).toMatchObject({
    method: 'PATCH',
    words: 'sent to Bridge',
    status: expect.any(Number),
    sent: { lastName: 'Ada Ray' },
  });
  expect(nobody.commands.map(({ command }) => command)).toEqual([
    `npx bridgehook events show ${idOf('nobody')} --workspace main`,
    `npx bridgehook replay ${idOf('nobody')} --workspace main`,
    `npx bridgehook discard ${idOf('nobody')} --workspace main`,
  ]);
});

test('of a deployed stack no value is in an answer before it is asked for (G10)', async () => {
  const nothing = {
    exchangesOf: () => [],
    httpOf: () => undefined,
    showHttpOf: () => undefined,
  };
  const timeline = { ...project.running.timeline, ...nothing };
  const views = project.views(false, { timeline });

  for (const [sample, id] of ids) {
    const masked = await views.event(id, false);
    const shown = await views.event(id, true);
    const withValue = ({ fields }: EventView) =>
      fields.filter(({ value, isMasked }) => isMasked || value !== undefined).length;

    expect(JSON.stringify(masked).toLowerCase(), sample).not.toContain('canary');
    expect(masked).toMatchObject({ hasPayload: true, payload: undefined });
    expect(JSON.stringify(shown)).toContain('anary');
    expect(withValue(masked)).toBe(withValue(shown));
    expect(masked.fields.map(({ why }) => why)).toEqual(
      shown.fields.map(({ why }) => why),
    );
  }
});

test('bodies of calls are masked as values are', async () => {
  const masked = await project.views(false).event(idOf('created'), false);
  const shown = await project.views(false).event(idOf('created'), true);

  expect(JSON.stringify(masked).toLowerCase()).not.toContain('canary');
  expect(masked.attempts.some(({ isMasked }) => isMasked)).toBe(true);
  expect(JSON.stringify(shown.attempts)).toContain('Canary gold');
});

test('an event of which the ledger knows nothing yet is mapped from its request, as preview does', async () => {
  const queued = project.views(true, {
    withLedger: (use) =>
      use({
        memory: { events: { read: async () => new Map() } },
        operator: { findWaiting: async () => new Map() },
      } as never),
  });

  const view = await queued.event(idOf('known'), false);
  const { fields } = await previewOf('known');

  expect(view.fields).toEqual(
    fields.map(({ happened, ...field }) => ({ ...field, isMasked: false, why: happened })),
  );
  expect(view).toMatchObject({ canReplay: false, payload: formSamples.known });
});

test('what waits is looked for once for all events of a row, and not again at once', async () => {
  const queued = { sent: [], stale: [], at: 0, putOffs: 0, endings: 0, words: '' };
  const listed = ['a', 'b', 'c'].map((id) => ({ ...queued, id, state: 'retry' as const }));
  const row = {
    ...made,
    key: 'many',
    accepted: listed.length,
    events: listed,
  };
  const searches: (readonly string[])[] = [];
  let now = 0;
  let opened = 0;
  const views = project.views(false, {
    now: () => now,
    timeline: {
      row: () => row,
      rowOfEvent: () => row,
      exchangesOf: () => [],
      httpOf: () => undefined,
      showHttpOf: () => undefined,
    },
    withLedger: (use) => {
      opened += 1;
      return use({
        memory: { events: { read: async () => new Map() } },
        operator: {
          findWaiting: async (ids: readonly string[]) => {
            searches.push(ids);
            return new Map();
          },
        },
      } as never);
    },
  });

  await views.request('many', false);
  await views.request('many', true);

  expect(searches).toEqual([['a', 'b', 'c']]);
  expect(opened).toBe(2);
  now = 5_000;
  await views.request('many', false);
  expect(searches).toHaveLength(2);
});

test('an event that was ended since the timeline knew of it is as the ledger has it', async () => {
  const { timeline } = project.running;
  const before = (id: string) => {
    const row = timeline.rowOfEvent(id);
    const events = row?.events.map((event) => ({
      ...event,
      state: 'retry' as const,
      at: 1,
    }));
    return row && events && { ...row, events };
  };
  const views = project.views(true, { timeline: { ...timeline, rowOfEvent: before } });

  const { event } = await views.event(idOf('nobody'), false);

  expect(event).toMatchObject({ state: 'parked', words: 'parked no-contact' });
});

const made = {
  version: 1,
  at: 0,
  source: 'form',
  state: 'accepted' as const,
  ignored: 0,
  outcomes: {},
  notes: [],
  words: '',
};

test('a row opens with its request and its events, and what is gone is said', async () => {
  const views = project.views(true);
  const row = project.running.timeline.rowOfEvent(idOf('known'));

  const opened = await views.request(row?.key ?? '', false);
  const ofLedger = await views.request(`event:${idOf('known')}`, false);
  const withRealBridge = project.views(true, { recordsCalls: false });
  const ofReal = await withRealBridge.request(row?.key ?? '', false);

  expect(requestViewSchema.safeParse(JSON.parse(JSON.stringify(opened))).success).toBe(
    true,
  );
  expect(opened).toMatchObject({
    row: { key: row?.key, state: 'accepted' },
    http: { method: 'POST', body: formSamples.known },
    isMasked: false,
    events: [{ event: { id: idOf('known') } }],
    notes: [],
  });
  expect(ofLedger).toMatchObject({
    row: { state: 'unknown', source: 'form' },
    events: [{ event: { id: idOf('known') } }],
    notes: ['The request itself is not kept any more.'],
  });
  expect(ofReal.notes).toEqual([
    'Of calls to a real Bridge only their statuses are recorded, not what was sent and answered.',
  ]);
  await expect(views.request('nothing', false)).rejects.toThrow(
    /^Nothing is known of this/,
  );
  await expect(views.event('nothing', false)).rejects.toThrow(
    'There is no event nothing. List them: npx bridgehook events',
  );
});

test('events show has the same table, its values only if they are asked for (G10)', async () => {
  const show = (...options: string[]) =>
    project.cli('events', 'show', idOf('known'), ...options);

  const quiet = await show();
  const open = await show('--values');
  const json = JSON.parse((await show('--json')).stdout);

  expect(quiet.stdout).toMatch(/^field +from +value +why$/m);
  expect(quiet.stdout).toMatch(
    /^firstName +first +… +set, only if Bridge has none; not sent, Bridge has one$/m,
  );
  expect(quiet.stdout).toMatch(/^found: found by its email; /m);
  expect(quiet.stdout.toLowerCase()).not.toContain('canary');
  expect(open.stdout).toMatch(/^firstName +first +Canary Bea +set, only/m);
  expect(JSON.stringify(json).toLowerCase()).not.toContain('canary');
  expect(json).toMatchObject({
    sent: ['lastName', 'email'],
    foundBy: 'email',
    reasons: expect.arrayContaining([
      { field: 'lastName', said: { kind: 'set' }, decided: 'sent' },
    ]),
  });
  expect(json.explained).toMatchObject({
    foundBy: expect.stringContaining('found by its email'),
    fields: expect.arrayContaining([
      { field: 'lastName', from: 'last', isMasked: true, why: 'set; sent' },
    ]),
  });
});
