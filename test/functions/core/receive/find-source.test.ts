import { describe, expect, test } from 'vitest';
import { Rejection } from '../../../../functions/core/errors.ts';
import {
  findSource,
  lookUpSource,
} from '../../../../functions/core/receive/find-source.ts';
import { buildConfig, buildSource, receivedAt } from '../../../support/build-source.ts';

const source = buildSource();
const config = buildConfig(source);

function arrivalOf(bytes: number) {
  const url = 'https://h.example/hooks/test-source';
  const raw = { method: 'POST', url, headers: {}, query: {}, body: Buffer.alloc(bytes) };
  return { raw, requestId: 'r', receivedAt };
}

describe('the source that an address names', () => {
  test('comes with the request', () => {
    const arrival = arrivalOf(3);

    expect(findSource(config, 'test-source', arrival)).toEqual({ source, ...arrival });
  });

  test.each([undefined, '', 'other', 'toString', '__proto__', 'Test-Source'])(
    '%j names none: 404',
    (name) => {
      expect(lookUpSource(config, name)).toBeUndefined();
      expect(() => findSource(config, name, arrivalOf(3))).toThrow(
        new Rejection(404, 'unknown-source', 'There is no hook at this address.'),
      );
      expect(() => findSource(config, name, arrivalOf(3))).toThrow(
        expect.objectContaining({ status: 404, error: 'unknown-source' }),
      );
    },
  );

  test('that names none finds none, whatever a source is called', () => {
    const named = buildConfig({ ...source, name: 'undefined' });

    expect(lookUpSource(named, undefined)).toBeUndefined();
  });

  test('takes 1 MiB and not a byte more: 413, with the limit', () => {
    const find = (bytes: number) => () =>
      findSource(config, 'test-source', arrivalOf(bytes));

    expect(find(1_048_576)).not.toThrow();
    expect(find(1_048_577)).toThrow(/larger than 1048576 bytes/);
    expect(find(1_048_577)).toThrow(
      expect.objectContaining({ status: 413, error: 'body-too-large' }),
    );
  });
});
