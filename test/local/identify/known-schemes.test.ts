import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkVerification } from '../../../functions/core/check/verification/check-verification.ts';
import { knownSchemes } from '../../../local/identify/known-schemes.ts';
import { askIdentify } from '../../support/ask-identify.ts';
import { buildSource, buildVerification } from '../../support/build-source.ts';

const schemes = knownSchemes([]);

test('every scheme has its own name and page', () => {
  const names = schemes.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(schemes.filter(({ page }) => !page?.startsWith('https://'))).toEqual([]);
});

test.each(schemes)('$name is a block that check takes', ({ verify }) => {
  const isForm =
    'signedContent' in verify && verify.signedContent.includes('sortedFields');
  const source = { ...buildSource(), verify, body: isForm ? 'form' : 'json' } as const;

  expect(checkVerification(source)).toEqual([]);
});

test('what identifies has no vendor by name', () => {
  const folder = new URL('../../../local/identify/', import.meta.url).pathname;
  const code = globSync('*.ts', { cwd: folder })
    .map((file) => readFileSync(`${folder}${file}`, 'utf8'))
    .join('\n');
  // Words that are no vendor's alone.
  const vendors = schemes
    .flatMap(({ name }) => name.split(/[ ,.(]/).slice(0, 1))
    .filter((vendor) => !['Standard', 'Close'].includes(vendor));

  expect(vendors.length).toBeGreaterThan(25);
  expect(
    vendors.filter((vendor) => new RegExp(`\\b${vendor}\\b`, 'i').test(code)),
  ).toEqual([]);
});

const hex = 'ab'.repeat(32);
const mac = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;

test.each([
  [
    'another header',
    { ...mac, header: 'x-acme-signature' },
    { 'x-signature': hex },
    ['the header x-acme-signature is missing: the sender sent header x-signature instead'],
  ],
  [
    'a prefix',
    { ...mac, header: 'x-acme-signature' },
    { 'x-acme-signature': `sha256=${hex}` },
    ['the header is there, with the prefix sha256= that the block lacks'],
  ],
  [
    'another encoding',
    { ...mac, encoding: 'base64' as const, header: 'x-acme-signature' },
    { 'x-acme-signature': hex },
    ['the signature is hex, while encoding says base64'],
  ],
  [
    'nothing at all',
    { ...mac, header: 'x-acme-signature' },
    {},
    ['there is no proof where the block expects it: header x-acme-signature'],
  ],
  [
    'no time',
    {
      ...mac,
      header: 'x-acme-signature',
      timestamp: { header: 'x-time', unit: 's' as const },
    },
    { 'x-acme-signature': hex },
    ['the time of signing is missing, or not in the unit said'],
  ],
])('without the key, %s can be seen', async (_, verify, headers, says) => {
  const own = { ...buildSource(), verify: buildVerification(verify) };

  const { fit, hints } = await askIdentify({ headers }, { own });

  expect(fit).toBeUndefined();
  expect(hints.map(({ text }) => text)).toEqual(says);
});
