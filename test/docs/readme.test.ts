import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { parseSaved } from '../../lib/config/samples/saved-request.ts';
import { buildMessage } from '../support/build-source.ts';
import { createDelivery } from '../support/delivery.ts';
import { readPage } from './markdown.ts';
import { readText, root } from './pages.ts';
import { drawPicture, themes } from './picture.ts';

const { code } = readPage(readText('README.md'));
const [payload, patch] = code.filter(({ language }) => language === 'json');
const [source] = code.filter(({ language }) => language === 'yaml');

describe('payload, map and PATCH of the README', () => {
  test('are of a sample and a source of this repository', () => {
    const sample = readText('config/sources/website-form.samples/with-campaign.http');
    const file = parse(readText('config/sources/website-form.yaml'));
    const part = parse(source?.text ?? '');

    expect(JSON.parse(payload?.text ?? '')).toEqual(
      JSON.parse(sample.split(/\r?\n\r?\n/)[1] ?? ''),
    );
    expect(file).toMatchObject(part);
    expect(part.map).toEqual(file.map);
  });

  test('belong together: receive and deliver make this PATCH of this payload', async () => {
    const contactId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
    const expected = JSON.parse(patch?.text ?? '');
    const [{ customAttributeId }] = expected.customAttributes.openAttributes;
    const delivery = createDelivery(
      await websiteForm(),
      [{ id: contactId, email: 'nuria.vidal@example.com' }],
      [{ id: customAttributeId, category: 'OPEN', keyName: 'Lead source' }],
    );

    await delivery.deliver(await receive(payload?.text ?? ''));

    expect(delivery.bridge.patches()).toEqual([expected]);
  });
});

async function websiteForm(): Promise<Source> {
  const { sources } = await readConfiguration(join(root, 'config'));
  const found = sources.find(({ source }) => source.name === 'website-form');
  if (found === undefined) throw new Error('config/ has no source website-form');
  return found.source;
}

/** The message that receive makes of a request with this body. */
async function receive(body: string): Promise<Message> {
  const form = await websiteForm();
  const request = { method: 'POST', headers: {}, query: '', body: Buffer.from(body) };
  const { events } = await readEvents(
    form,
    await parseSaved(request, form),
    'fake-pepper',
  );
  return buildMessage(events, { source: form.name });
}

describe.each(globSync('docs/pictures/*.txt', { cwd: root }))('%s', (path) => {
  test.each(Object.entries(themes))(
    'is drawn as it is written, for %s pages',
    (theme, colours) => {
      const drawn = readText(path.replace(/\.txt$/, `-${theme}.svg`));

      expect(drawn, 'npm run pictures').toBe(drawPicture(readText(path), colours));
    },
  );
});

test('a picture that names no box cannot be drawn', () => {
  const draw = (text: string) => () => drawPicture(text, themes.light);

  expect(draw('box | a | 0 | 0 | A | does\narrow | a | b |')).toThrow('there is no box b');
  expect(draw('circle | a')).toThrow('circle is neither');
});
