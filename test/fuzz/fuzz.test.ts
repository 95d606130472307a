import { describe, expect, test } from 'vitest';
import { play } from './play.ts';
import { makeRequest } from './requests.ts';
import { sources } from './sources.ts';

/** All of it is `npm run fuzz`. */
const part = { seed: 2, requests: 1_000 };

describe('a part of the fuzz', () => {
  test('G1 G10 the bundle of receive answers as documented, in time, and shows nothing', async () => {
    const { figures, findings } = await play(part);

    expect(findings).toEqual([]);
    // The answers of every part, then those that only a large one meets.
    const answers = [
      '200',
      '400 malformed-body',
      '401 wrong-signature',
      '404 unknown-source',
    ];
    const rare = [
      ...['202', '401 missing-signature', '401 missing-timestamp', '401 stale-timestamp'],
      ...['401 requirement-not-met', '413 body-too-large', '413 event-too-large'],
      ...['415 unsupported-media-type', '429 wrong-signature', '503 busy'],
    ];
    expect(Object.keys(figures.counts)).toEqual(
      expect.arrayContaining([...answers, ...rare]),
    );
  });

  test('makes a request by its number, whatever came before it', () => {
    const requests = [3, 1, 3].map((number) => makeRequest(7, number));

    expect(requests[2]).toEqual(requests[0]);
    expect(requests[1]).not.toEqual(requests[0]);
    expect(makeRequest(8, 3)).not.toEqual(requests[0]);
  });

  test('reaches every source, and most requests prove their sender', () => {
    const requests = Array.from({ length: 1_000 }, (_, number) => makeRequest(7, number));
    const proved = requests.filter(
      ({ proof }) => proof === 'current' || proof === 'previous',
    );

    expect(new Set(requests.map(({ source }) => source))).toEqual(new Set(sources));
    expect(proved.length).toBeGreaterThan(700);
  });
});

describe('the fuzz can fail', () => {
  /** The module that takes secrets out, in another text. */
  const visibleContext = (first: string, headers = '{}') => ({
    module: 'functions/core/receive/visible-context.ts',
    text: `export function visibleContext(raw: any) { return { headers: ${headers}, query: {} }; }
      export function visibleBody(body: unknown) { ${first}; return { body, secret: undefined }; }
      export function visibleQuery() { return ''; }`,
  });
  const complaintsOf = async (substitute: ReturnType<typeof visibleContext>) => {
    const { findings } = await play({ seed: 1, requests: 60, substitute });
    return findings.flatMap(({ complaints }) => complaints);
  };

  const noticed: [string, string, ReturnType<typeof visibleContext>][] = [
    [
      'a payload in the log',
      'a value of the payload is in the log',
      visibleContext(
        'process.stdout.write(JSON.stringify({ level: "info", body }) + "\\n")',
      ),
    ],
    [
      'a secret in the queue',
      'a secret is in the queue',
      visibleContext('', 'raw.headers'),
    ],
    [
      'a bug',
      'the answer is internal-error: a bug',
      visibleContext('throw new Error("a bug")'),
    ],
    ['a crash', 'the function has ended: 1', visibleContext('process.exit(1)')],
  ];
  test.each(noticed)('%s is noticed', async (_, finding, substitute) => {
    expect(await complaintsOf(substitute)).toContain(finding);
  });
});
