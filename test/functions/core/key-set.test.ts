import { describe, expect, test } from 'vitest';
import { faultsOf, readKeySet } from '../../../functions/core/key-set.ts';

/** What was read of a secret, and what it says of it. */
function read(text: string) {
  const keys = readKeySet(text);
  return { keys, faults: faultsOf(keys ?? {}, ['bad', 'good']) };
}

const good = { current: 'key', previous: 'older' };

/** What a key can come with by mistake, and the code for it. */
const badKeys: [value: unknown, fault: string][] = [
  [null, 'not-text'],
  [42, 'not-text'],
  [{ key: 'canary' }, 'not-text'],
  [['canary'], 'not-text'],
  [true, 'not-text'],
  ['', 'empty'],
  ['\ufeffcanary', 'U+FEFF'],
  ['can\ufeffary', 'U+FEFF'],
  ['canary\n', 'U+000A'],
  ['canary\r\n', 'U+000D'],
  ['\u2028canary', 'U+2028'],
  [' canary', 'U+0020'],
  ['canary\t', 'U+0009'],
  ['can\tary', 'U+0009'],
  ['canary\u00a0', 'U+00A0'],
  ['canary\u3000', 'U+3000'],
  ['canary\u0000', 'U+0000'],
  ['canary\u001b[0m', 'U+001B'],
  ['canary\u009b', 'U+009B'],
  ['can\u200bary', 'U+200B'],
  ['can\u00adary', 'U+00AD'],
  ['\u202ecanary', 'U+202E'],
  ['canary\u2060', 'U+2060'],
  ['canary\u3164', 'U+3164'],
  ['canary\u2800', 'U+2800'],
  ['canary\u{e0041}', 'U+E0041'],
  ['canary\ud800', 'U+D800'],
];

describe('one bad entry of a secret', () => {
  test.each(badKeys)(
    'with the key %j is unusable, %s, and the others work',
    (key, fault) => {
      const bad = { current: key, previous: 'older' };

      expect(read(JSON.stringify({ bad, good }))).toEqual({
        keys: { bad: { current: '', fault }, good },
        faults: [`bad: ${fault}`],
      });
    },
  );

  test.each(badKeys)(
    'whose key before is %j loses only that one, %s',
    (previous, fault) => {
      const bad = { current: 'key', previous };

      expect(read(JSON.stringify({ bad, good }))).toEqual({
        keys: { bad: { current: 'key', previousFault: fault }, good },
        faults: [`bad.previous: ${fault}`],
      });
    },
  );

  test.each([[null], ['canary'], [42], [false], [[]], [['canary']]])(
    'that is %j in place of an object is unusable, and the others work',
    (entry) => {
      expect(read(JSON.stringify({ bad: entry, good }))).toEqual({
        keys: { bad: { current: '', fault: 'not-an-object' }, good },
        faults: ['bad: not-an-object'],
      });
    },
  );

  test('spaces in a passphrase are part of it', () => {
    const words = { current: 'four words from somebody' };

    expect(read(JSON.stringify({ words }))).toEqual({ keys: { words }, faults: [] });
  });

  test('whose name is rather a key is not named (G10)', () => {
    const { faults } = read('{"whsec_Canary": "x", "canary": null}');

    expect(faults).toEqual(['(not a name): not-an-object', '(not a name): not-an-object']);
  });
});

test('keys that are right stay as they are, whatever else their entry holds', () => {
  const odd = { current: 'Passwört–#!"\'<>', note: 'of 2026' };

  expect(read(JSON.stringify({ good, odd, constructor: good }))).toEqual({
    keys: { good, odd: { current: odd.current }, constructor: good },
    faults: [],
  });
});

test('a name of the prototype is a name like any other', () => {
  const keys = readKeySet('{"__proto__": {"current": "key"}}');

  expect(Object.keys(keys ?? {})).toEqual(['__proto__']);
});

test.each(['\ufeff', '\ufeff\r\n', ' \n', '\t'])(
  '%j around it all does not matter',
  (edge) => {
    expect(read(`${edge}${JSON.stringify({ good })}${edge}`)).toEqual({
      keys: { good },
      faults: [],
    });
  },
);

test.each(['', '{', 'null', '[]', '"canary"', '42', 'canary: x'])(
  '%j is no secret of keys',
  (text) => expect(readKeySet(text)).toBeUndefined(),
);
