import { describe, test } from 'vitest';
import { live, type Post, type Step, type Story } from '../support/stories.ts';
import { together } from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

/** Clocks of the zone show the hour of these times twice; the first of them comes before. */
const autumns = [
  {
    timeZone: 'Europe/Madrid',
    first: { local: '2026-10-25 02:50:00', at: '2026-10-25T00:50:02Z' },
    second: { local: '2026-10-25 02:10:00', at: '2026-10-25T01:10:02Z' },
  },
  {
    timeZone: 'America/New_York',
    first: { local: '2026-11-01T01:50:00', at: '2026-11-01T05:50:02Z' },
    second: { local: '2026-11-01T01:10:00', at: '2026-11-01T06:10:02Z' },
  },
];

const until = (instant: string): Step => ({
  act: async ({ flow }) => flow.clock.advanceTo(Date.parse(instant)),
});

/** A system that writes times as the clock on its wall shows them. */
const changed =
  (lastModifiedDate: string, lastName: string): Post =>
  () => ({
    source: 'salesforce',
    body: {
      recordId: '003Qy00000AbCdEAAX',
      lastName,
      mobilePhone: '+34600111222',
      lastModifiedDate,
    },
  });

const stories = autumns.flatMap(({ timeZone, first, second }): Story[] => {
  const older = changed(first.local, 'Before');
  const newer = changed(second.local, 'After');
  const story = {
    edits: {
      'salesforce.yaml': (yaml: string) =>
        yaml.replace('events:\n', `events:\n  timeZone: ${timeZone}\n`),
    },
    contacts: [{ lastName: 'After', cellphone: '+34600111222' }],
  };
  const ways: [string, Step[]][] = [
    ['each at once', [until(first.at), older, until(second.at), newer]],
    ['the older late', [until(second.at), newer, older]],
    ['both at the same moment', [until(second.at), together(older, newer)]],
  ];
  return ways.map(([how, steps]) => ({
    ...story,
    name: `two changes in the hour that comes twice in ${timeZone}, ${how}: the newer wins`,
    steps,
  }));
});

describe('clocks are put back in autumn', () => {
  for (const story of someOf(stories)) test(story.name, () => live(story));
});
