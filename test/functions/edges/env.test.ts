import { expect, test } from 'vitest';
import { deliverVariables, readEnv } from '../../../functions/edges/env.ts';

const whole = {
  BRIDGE_KEYS_SECRET: 'a',
  PEPPER_SECRET: 'p',
  QUEUE_URLS: '{"main":"queue"}',
  TABLE_NAME: 't',
  BRIDGE_BASE_URL: 'https://bridge.example',
};

test('a whole environment is read, lists as lists', () => {
  expect(readEnv(deliverVariables, { ...whole, PATH: '/bin' }).QUEUE_URLS).toEqual({
    main: 'queue',
  });
});

test('what is missing or malformed is named, its value is not', () => {
  const { TABLE_NAME: _, ...rest } = whole;

  expect(() => readEnv(deliverVariables, { ...rest, BRIDGE_BASE_URL: 'canary' })).toThrow(
    /^The environment is incomplete or malformed: TABLE_NAME, BRIDGE_BASE_URL$/,
  );
  expect(() => readEnv(deliverVariables, { ...whole, QUEUE_URLS: 'not json' })).toThrow(
    'QUEUE_URLS',
  );
});
