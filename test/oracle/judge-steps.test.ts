import { describe, expect, test } from 'vitest';
import { emptyContact } from '../../local/bridge-simulator/contacts/contact.ts';
import { judgeSteps } from './judge-steps.ts';
import { observe, start, twoOf } from './made-up.ts';
import type { Applied } from './observations.ts';

function patch(id: string, body: Applied['body'], contactId = 'contact'): Applied {
  const before = { ...emptyContact(contactId, '', start), cellphone: '+34600000000' };
  return { at: start, contactId, before, body, carried: [id] };
}

describe('the judge of steps', () => {
  test.each([
    [
      'a value',
      twoOf({ sets: ['first'] }),
      (id: string) => ({ firstName: `first ${id}` }),
    ],
    [
      'an empty value, which names nobody',
      twoOf({ clears: ['first'] }),
      () => ({ firstName: null }),
    ],
    [
      'an attribute',
      twoOf({ sets: ['plan'] }),
      (id: string) => ({
        customAttributes: {
          openAttributes: [{ customAttributeId: 'plan', content: `plan ${id}` }],
        },
      }),
    ],
  ])(
    'G4 complains of %s that is older than what was written before',
    (_, requests, say) => {
      const { history, observations } = observe(requests);
      observations.applied = [patch('young', say('young')), patch('old', say('old'))];

      const complaints = judgeSteps(history, observations, start);

      expect(complaints.join()).toContain('of old is written over that of young');
    },
  );

  test('G4 takes the right order, the same event again, and another contact', () => {
    const { history, observations } = observe(twoOf({ sets: ['first'] }));
    const [old, young] = [{ firstName: 'first old' }, { firstName: 'first young' }];
    observations.applied = [
      patch('old', old),
      patch('young', young),
      patch('young', young),
      patch('old', old, 'another'),
    ];

    expect(judgeSteps(history, observations, start)).toEqual([]);
  });

  test('G4 lets a contact inherit what was written to the one whose place it takes', () => {
    const { history, observations } = observe(twoOf({ sets: ['first'] }));
    observations.applied = [
      patch('young', { firstName: 'first young' }),
      patch('old', { firstName: 'first old' }, 'heir'),
    ];
    observations.deleted = [
      { at: start, contactId: 'contact', cellphone: '+34600000000' },
    ];

    expect(judgeSteps(history, observations, start)).toHaveLength(1);
  });

  test('G4 lets an attribute go along only as Bridge has it', () => {
    const { history, observations } = observe(twoOf({ sets: ['plan'] }));
    const openAttributes = (level: string) => [
      { customAttributeId: 'plan', content: 'plan young' },
      { customAttributeId: 'level', content: level },
    ];
    const write = (level: string) => {
      const applied = patch('young', {
        customAttributes: { openAttributes: openAttributes(level) },
      });
      applied.before.customAttributes = [{ key: 'Level', values: ['level e7'] }];
      return applied;
    };
    observations.applied = [write('level e7'), write('level e6')];

    expect(judgeSteps(history, observations, start)).toEqual([
      '0 s: level is written as "level e6", which no event of the message says; it was "level e7"',
    ]);
  });
});
