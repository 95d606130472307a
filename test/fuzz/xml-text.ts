import type { Draw } from './draw.ts';

const names = [
  ...[
    'id',
    'email',
    'first',
    'at',
    'item',
    'item',
    'x:item',
    'sf:Email',
    'a.b',
    'a-b',
    'é',
  ],
  ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', '_', 'a:b:c', 'xml'],
] as const;

const texts = [
  ...['', ' ', '+34600111222', '007', 'é', '&amp;', '&#237;', '&#x1F44B;', '&lt;b&gt;'],
  ...[
    '<![CDATA[<i>]]>',
    '<!-- c -->',
    '<?p i?>',
    '&#0;',
    '&#xD83D;',
    '&nbsp;',
    '&own;',
    '&',
  ],
  ...[']]>', '&#99999999999;', '\u0001', '\ufffe', '<', '2026-01-01T10:00:00Z'],
] as const;

const attributes = [
  ...['', '', '', '', ' id="5"', ' xsi:nil="true"', ' xsi:type="xsd:string"', " b='1'"],
  ...[' xmlns:x="u"', ' x:nil="1"', ' b="1" b="2"', ' hasOwnProperty="x"', ' b=1', ' <'],
  ...[' __proto__="x"', ' b="&own;"', ' b="<"'],
] as const;

/** An XML text as senders write it, or nearly. */
export function xml(draw: Draw, canary: string, secret: string | undefined): string {
  const count = draw.weighted([
    [80, draw.between(0, 4)],
    [5, draw.between(20, 300)],
    [0.5, draw.pick([2_001, 20_000])],
  ]);
  const drawn = draw.times(Math.min(count, 100), () => element(draw, canary, 3));
  const items = Array.from({ length: count }, (_, at) => drawn[at % drawn.length] ?? '');
  const inner = `<items>${items.map((item) => `<item>${item}</item>`).join('')}</items>`;
  const own = secret === undefined ? '' : `<secret>${secret}</secret>`;
  const body = `<e:Envelope xmlns:e="urn:x" xmlns:xsi="urn:y">${own}<e:Body>${inner}</e:Body></e:Envelope>`;
  return draw.weighted<() => string>([
    [70, () => body],
    [5, () => `<?xml version="1.0" encoding="${draw.pick(encodings)}"?>\n${body}`],
    [4, () => draw.pick(documentTypes)(canary) + body],
    [2, () => body + draw.pick([body, canary, '</e:Envelope>', '<!-- -->'])],
    [2, () => body.slice(0, draw.between(0, body.length))],
    [2, () => nested(draw, canary)],
    [1, () => `<a>${'<b/>'.repeat(draw.pick([1_000, 100_001, 200_000]))}</a>`],
    [1, () => `<a${' b1="1"'.repeat(draw.pick([10, 100_000]))}/>`],
    [
      1,
      () =>
        draw
          .pick(['<![CDATA[', '<!--', '<?', '&#', '<a b="', '</', ']]', '<!DOCTYPE ['])
          .repeat(20_000),
    ],
    [1, () => `<a>${canary}${'x'.repeat(draw.pick([100_000, 210_000, 1_100_000]))}</a>`],
  ])();
}

const encodings = ['UTF-8', 'utf-16', 'ISO-8859-1', 'x-none', ''] as const;

/** All that a document type could do. */
const documentTypes = [
  () => '<!DOCTYPE a>',
  (canary: string) => `<!DOCTYPE a [<!ENTITY own "${canary}">]>`,
  () => '<!DOCTYPE a [<!ENTITY own SYSTEM "file:///etc/passwd">]>',
  () => '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
  () => `<!DOCTYPE a [<!ENTITY a "lol">${manyEntities()}]>`,
  () => '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///dev/random"> %p;]>',
] as const;

function manyEntities(): string {
  return Array.from(
    { length: 20 },
    (_, at) => `<!ENTITY a${at + 1} "${`&a${at === 0 ? '' : at};`.repeat(10)}">`,
  ).join('');
}

function element(draw: Draw, canary: string, depth: number): string {
  const inner = () => element(draw, canary, depth - 1);
  return draw
    .times(draw.between(0, 4), () => {
      const name = draw.chance(0.9)
        ? draw.pick(names.slice(0, 8) as [string])
        : draw.pick(names);
      const content = draw.weighted<() => string>([
        [4, () => canary],
        [3, () => draw.pick(texts.slice(0, 8) as [string])],
        [0.3, () => draw.pick(texts)],
        [depth > 0 ? 2 : 0, inner],
      ])();
      const attribute = draw.chance(0.95)
        ? draw.pick(attributes.slice(0, 9) as [string])
        : draw.pick(attributes);
      return `<${name}${attribute}>${content}</${name}>`;
    })
    .join('');
}

function nested(draw: Draw, canary: string): string {
  const depth = draw.pick([99, 100, 101, 1_000, 10_000, 100_000]);
  return `${'<a>'.repeat(depth)}${canary}${'</a>'.repeat(draw.chance(0.9) ? depth : 0)}`;
}
