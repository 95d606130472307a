import { join } from 'node:path';
import { createViews } from '../../../cli/console/views/views.ts';
import type { ViewsSetup } from '../../../cli/console/views/views-setup.ts';
import { openLedger } from '../../../cli/place/ledger/open-ledger.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { type LinksProject, startLinksProject } from '../links-project.ts';

const formYaml = `provider: standard-webhooks
workspace: main
events:
  id:
    - sent
  time: at
contact:
  match:
    - email
    - cellphone
  ifNotFound:
    - create
    - park
map:
  firstName:
    from: first
    overwrite: false
  lastName: last
  fullName: name
  email: email
  cellphone:
    from: phone
    whenInvalid: park
  languageCode:
    from: language
    default: en
  customAttributes:
    Plan: plan
    Unheard:
      from: unheard
      whenInvalid: skip
`;

const whole = {
  sent: 'whole',
  at: '2026-01-01T10:00:00Z',
  first: 'Ana',
  last: 'Gil',
  name: 'Ana Gil',
  email: 'ana@example.com',
  phone: '+34600111333',
  language: 'es',
  plan: 'Gold',
  unheard: 'note',
};

/** Each with a value in all that is of a person, by which it can be found where it must not be. */
export const formSamples = {
  created: {
    sent: 'created',
    at: '2026-01-02T10:00:00Z',
    name: 'Canary Ada Ray',
    email: 'canary@example.com',
    phone: '+34600111222',
    plan: 'Canary gold',
  },
  known: {
    sent: 'known',
    at: '2026-01-02T11:00:00Z',
    first: 'Canary Bea',
    last: 'Canary Gil',
    email: 'canary@example.com',
    language: 'fr',
    unheard: 'Canary note',
  },
  older: {
    sent: 'older',
    at: '2026-01-02T09:00:00Z',
    last: 'X',
    email: 'canary@example.com',
  },
  invalid: {
    sent: 'invalid',
    last: 'Canary Hil',
    email: 'canary@example.com',
    phone: 'Canary phone',
    plan: '',
  },
  nobody: { sent: 'nobody', last: 'Canary Joe', email: 'canary-joe@example.com' },
} as const;
export type FormSample = keyof typeof formSamples;

export interface ViewsProject extends LinksProject {
  /** Sends a sample of the form, and waits until it has ended. Gives the id of its event. */
  deliver(sample: FormSample): Promise<string>;
  /** What the console shows; `isLocal: false` as of a deployed stack. */
  views(isLocal: boolean, more?: Partial<ViewsSetup>): ReturnType<typeof createViews>;
}

/** A project with a form, running on this machine. */
export async function startViewsProject(
  options: Parameters<typeof startLinksProject>[2] = {},
): Promise<ViewsProject> {
  const samples = {
    'form.yaml': formYaml,
    'form.samples/whole.json': JSON.stringify(whole),
    'form.samples/whole.expected.json': JSON.stringify({
      firstName: 'Ana',
      lastName: 'Gil',
      email: 'ana@example.com',
      cellphone: '+34600111333',
      languageCode: 'ES',
      customAttributes: { Plan: 'Gold', Unheard: 'note' },
    }),
  };
  const project = await startLinksProject(0, samples, options);
  const { running, dir } = project;
  running.simulator?.putAttributes([{ id: planId, keyName: 'Plan', category: 'OPEN' }]);
  const ledger = openLedger(
    {
      aws: {
        endpoint: running.app.awsEndpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
      output: (name) => running.app.outputs[name] ?? '',
      bridgeUrl: undefined,
    },
    {
      workspace: 'main',
      workspaceId: '',
      baseUrl: 'http://127.0.0.1:1',
      timeoutSeconds: 1,
    },
    undefined,
  );
  const readSources = async () =>
    (await readConfiguration(join(dir, 'config'))).sources.map(({ source }) => source);
  return {
    ...project,
    async deliver(sample) {
      project.write(`${sample}.json`, JSON.stringify(formSamples[sample]));
      const { code, stderr } = await project.cli('send', 'form', `${sample}.json`);
      if (code !== 0) throw new Error(stderr);
      await project.quiet();
      const filter = { source: 'form', limit: 1 };
      const [row] = running.timeline.list(filter).rows;
      return row?.events[0]?.id ?? '';
    },
    views: (isLocal, more) =>
      createViews({
        isLocal,
        recordsCalls: isLocal,
        call: { cwd: dir, stack: isLocal ? undefined : 'Bridgehook-prod' },
        now: Date.now,
        sources: readSources,
        withLedger: (use) => use(ledger),
        timeline: running.timeline,
        readPepper: ledger.readPepper,
        ...more,
      }),
    async stop() {
      ledger.close();
      await project.stop();
    },
  };
}

const planId = '0d3c5a52-7d5c-4f5e-9d0e-5f6f3a1b2c4d';
