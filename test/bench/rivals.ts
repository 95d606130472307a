import { apiEvangelist, type Reading } from './reading.ts';

/** What somebody would take otherwise, at a million events a month. */
export interface Rival {
  name: string;
  /** What of the work it takes on. */
  does: string;
  /** How a million events are priced, in words, and the sum; `undefined` where none can be said. */
  reckoning: string;
  amount: number | undefined;
  currency?: '€';
  page: string;
  read: Reading;
}

const sim = (name: string): string =>
  `https://github.com/simstudioai/sim/blob/main/apps/sim/lib/compare/data/competitors/${name}.ts`;

export const rivals: Rival[] = [
  {
    name: 'Hookdeck, Team',
    does: 'takes webhooks in, verifies, transforms in JavaScript, sends on with retries',
    reckoning:
      '$39 with 10,000 events and 5 a second, then $1.00 for each 100,000; more a second costs more',
    amount: 39 + (990_000 / 100_000) * 1,
    page: 'https://hookdeck.com/pricing',
    read: apiEvangelist('hookdeck/blob/main/plans/hookdeck', '2026-09-20'),
  },
  {
    name: 'Svix, Professional',
    does: 'the same (Svix Ingest); made for sending webhooks',
    reckoning: '$490 with 50,000 messages, then $0.0001 each',
    amount: 490 + 950_000 * 0.0001,
    page: 'https://www.svix.com/pricing/',
    read: apiEvangelist('svix/blob/main/plans/svix', '2026-09-20'),
  },
  {
    name: 'Convoy, Premium, on own machines',
    does: 'the same; the machines and the database come on top',
    reckoning: '$999 a month, not by events; prices of its cloud could not be read',
    amount: 999,
    page: 'https://www.getconvoy.io/pricing',
    read: apiEvangelist('convoy/blob/main/plans/convoy', '2026-09-20'),
  },
  {
    name: 'Make, Core',
    does: 'the map by clicking; a webhook and one HTTP call are two credits',
    reckoning:
      '$12 for 10,000 credits; two million at that rate, larger packages cost less',
    amount: (2_000_000 / 10_000) * 12,
    page: 'https://www.make.com/en/pricing',
    read: { on: '2026-07-02', at: sim('make') },
  },
  {
    name: 'n8n cloud, Starter',
    does: 'the map by clicking or in JavaScript; an event is one execution',
    reckoning:
      '€20 (paid by the year) for 2,500 executions; a million at that rate, larger plans cost less',
    amount: (1_000_000 / 2_500) * 20,
    currency: '€',
    page: 'https://n8n.io/pricing/',
    read: { on: '2026-07-08', at: sim('n8n') },
  },
  {
    name: 'Zapier, Professional',
    does: 'the map by clicking; each action that succeeds is a task, the webhook is none',
    reckoning:
      '$19.99 (paid by the year) for 750 tasks, from a third party; a million at that rate, larger ' +
      'packages cost less',
    amount: (1_000_000 / 750) * 19.99,
    page: 'https://zapier.com/pricing',
    read: { on: '2026-07-02', at: sim('zapier') },
  },
  {
    name: 'Workato',
    does: 'the map by clicking, with connectors',
    reckoning: 'no price is published',
    amount: undefined,
    page: 'https://www.workato.com/pricing',
    read: { on: '2026-07-02', at: sim('workato') },
  },
  {
    name: 'Twilio Segment, Business',
    does: 'events to destinations, with mappings',
    reckoning: 'no price could be read',
    amount: undefined,
    page: 'https://www.twilio.com/en-us/pricing/customer-data',
    read: apiEvangelist('segment/blob/main/plans/segment', '2026-05-04'),
  },
];
