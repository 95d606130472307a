import type { Source } from '../../functions/core/config/source-schema.ts';
import { type Identification, identify } from '../../local/identify/identify.ts';
import type { Question } from '../../local/identify/question.ts';

/** Asks what a request is, with what a question mostly has. */
export function askIdentify(
  request: Partial<Question['request']>,
  {
    key,
    own,
    ...more
  }: Partial<Question> & { key?: string | undefined; own?: Source | undefined } = {},
): Promise<Identification> {
  return identify({
    request: {
      method: 'POST',
      path: '/hooks/test-source',
      headers: {},
      query: '',
      body: Buffer.alloc(0),
      ...request,
    },
    own,
    ownKeys: key === undefined ? [] : [{ title: 'the current key of test-source', key }],
    otherKeys: [],
    sources: [],
    hook: undefined,
    budget: { tries: 30_000, bytes: 256 * 1024 * 1024 },
    ...more,
  });
}
