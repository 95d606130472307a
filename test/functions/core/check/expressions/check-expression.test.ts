import { describe, expect, test } from 'vitest';
import { checkExpression } from '../../../../../functions/core/check/expressions/check-expression.ts';

const found = async (text: string) =>
  (await checkExpression(text)).map(({ what, position }) => `${position}: ${what}`);

describe('G11: mistakes that JSONata evaluates in silence are found', () => {
  test.each([
    ['portal-id', '7: computes portal - id'],
    ['data.portal-id', '12: computes data.portal - id'],
    ['data.first+last', '11: computes data.first + last'],
    ['a.b*c.d', '4: computes a.b * c.d'],
    ['answers[ref="x"].phone-number', '23: computes answers[…].phone - number'],
    ['"Form " & form-id', '15: computes form - id'],
    ['$request.portal-id', '16: computes $request.portal - id'],
    ['$emial', '6: $emial does not exist'],
    ['$header.`x-id`', '7: $header does not exist'],
    ['$lowercas(name)', '9: $lowercas does not exist'],
    ['$map(list, $trimm)', '17: $trimm does not exist'],
    ['$random()', '7: $random is not allowed: the same event has to give the same value'],
    [
      '$shuffle(list)',
      '8: $shuffle is not allowed: the same event has to give the same value',
    ],
    [
      '$eval(name)',
      '5: $eval is not allowed: it runs a text of the payload as an expression',
    ],
    ['first(mobile, phone)', '6: first is no function'],
    ['email.toLowerCase()', '18: toLowerCase is no function'],
    ['a.b[$contains(c, "x")].trim()', '28: trim is no function'],
    ['mobile || phone', '8: is not a JSONata expression: there is no || and no &&'],
    ['a && b', '4: is not a JSONata expression: there is no || and no &&'],
    ['1.3', '0: is the number 1.3, the same for every event'],
    [' 42 ', '0: is the number 42, the same for every event'],
    ['entry.1.3', '9: a number stands where a name is expected'],
    [
      'name ~> /a(?=b)/',
      expect.stringMatching(/^11: .*with a lookahead, which the engine/),
    ],
    ['name ~> /a(?!b)/i', expect.stringMatching(/^11: .*with a lookahead/)],
    ['$match(name, /(?<=a)b/)', expect.stringMatching(/^15: .*with a lookbehind/)],
    ['$match(name, /(?<!a)b/)', expect.stringMatching(/^15: .*with a lookbehind/)],
    ['$match(name, /(a)b\\1/im)', expect.stringMatching(/^19: .*with a backreference/)],
    [
      '$match(name, /(?<x>a)\\k<x>/)',
      expect.stringMatching(/^22: .*with a backreference/),
    ],
    ['$match(name, /(?i:a)b/)', expect.stringMatching(/^15: .*with flags inside of it/)],
    [
      '$match(name, /(a)[\\1]/)',
      expect.stringMatching(/^19: .*with a backreference or an octal/),
    ],
    [
      '$match(name, /\\101/)',
      expect.stringMatching(/^15: .*with a backreference or an octal/),
    ],
    [
      '$match(name, /\\p{L}+/)',
      expect.stringMatching(/^15: .*with a backslash before a letter/),
    ],
    [
      '$match(name, /[a-z\\A]/)',
      expect.stringMatching(/^19: .*with a backslash before a letter/),
    ],
    ['$match(name, /a{5000}/)', expect.stringMatching(/^15: .*with more than 2000 steps/)],
    ['$match(name, /(a{99}){99}/)', expect.stringContaining('with more than 2000 steps')],
    [
      '$match(name, /a{1,99999999999}(?:){99999999999}/)',
      expect.stringContaining('with more than 2000 steps'),
    ],
    [
      '$match(data, /"email"\\s*:\\s*"([^"]*)"/).groups[0]',
      expect.stringContaining('reads JSON with a regular expression'),
    ],
    [
      '$match(data, /\\"email\\":/)',
      expect.stringContaining('reads JSON with a regular expression'),
    ],
    [
      'consent = "yes" ? "Y" : "N"',
      '9: without consent the comparison is false, so the second value is written',
    ],
    [
      '(age > 17) ? "adult" : "minor"',
      expect.stringContaining('without age the comparison is false'),
    ],
    [
      'a = 1 and b.c = 2 ? "x" : "y"',
      expect.stringContaining('without a the comparison is false'),
    ],
    [
      'answers[ref="ok"].boolean = true ? "Y" : "N"',
      expect.stringContaining('without answers[…].boolean the comparison is false'),
    ],
    [
      '$request.mode = "test" ? "T" : "L"',
      expect.stringContaining('without $request.mode the comparison is false'),
    ],
    [
      '$map(list, function($x) { kind = 1 ? "a" : "b" })',
      expect.stringContaining('without kind the comparison is false'),
    ],
    [
      '$exists(a) ? (b = 1 ? "x" : "y")',
      expect.stringContaining('without b the comparison is false'),
    ],
    [
      '$exists(a) ? "z" : (a = 1 ? "x" : "y")',
      expect.stringContaining('without a the comparison is false'),
    ],
    [
      '$exists(l[k=1].v) ? (l[k=2].v = 1 ? "x" : "y")',
      expect.stringContaining('without l[…].v the comparison is false'),
    ],
    ['a.b[', '4: is not a JSONata expression: Expected "]" before end of expression'],
    ['"unclosed', expect.stringContaining('is not a JSONata expression')],
  ])('%s', async (text, problem) => {
    expect(await found(text)).toContainEqual(problem);
  });

  test.each([
    '`portal-id`',
    'data.`portal-id`',
    '$number(data.count) - $number(data.used)',
    'count - 1',
    'list[0] - list[1]',
    '-count',
    'address.street & ", " & address.city',
    '$lowercase(email)',
    'list ~> $map($trim)',
    '($full := first & " " & last; $full)',
    '$map(list, function($item, $i) { $item.name & $i })',
    'orders@$o.items#$i[$i = 0].{"id": $o.id}',
    'items.parent.%.name',
    '[$request.id, $headers.`x-id`, $query.token, $receivedAt, $now(), $millis(), $toMillis("2026", "[Y]"), $$]',
    'entry.`1.3`',
    '"1.3"',
    'list[1]',
    'name ~> /^[a-z]+\\s?[0-9]*$/',
    '$match(name, /^(\\w+\\s?)*$/)',
    'name ~> /(a+)+$/',
    '$match(name, /(?<year>[0-9]{4})/)',
    '$match(name, /[(?=)](?:a)\\(\\?=/)',
    '$replace(name, /"/, "")',
    '$parse(payload).email',
    'payload ~> $parse',
    '$exists(consent) ? (consent = "yes" ? "Y" : "N")',
    '$exists(l[k=1].v) ? (l[k=1].v = "yes" ? "Y" : "N")',
    'a and b ? (a = 1 ? "x" : "y")',
    'consent ? "Y" : "N"',
    'consent = "yes" ? "Y"',
    '(consent ?? "no") = "yes" ? "Y" : "N"',
    '$lookup({"yes": "Y", "no": "N"}, consent)',
    '$ ~> |$|{"properties": {propertyName: propertyValue}}|',
    'x ?? null',
    '$sift($, function($v, $k) { $k != "attempt" })',
  ])('%s is let pass', async (text) => {
    expect(await found(text)).toEqual([]);
  });

  test('$parse is what is to be written for $eval, and for an expression that reads JSON', async () => {
    const cures = await Promise.all(
      ['$eval(data)', '$match(data, /"email":"([^"]*)"/)'].map(
        async (text) => (await checkExpression(text))[0]?.cure,
      ),
    );

    expect(cures).toEqual([
      expect.stringContaining('$parse(…)'),
      expect.stringContaining('$parse(field).name'),
    ]);
  });

  test('the cure can be pasted', async () => {
    const cures = await Promise.all(
      ['portal-id', 'a.b-c.d', 'entry.1.3', '7'].map(
        async (text) => (await checkExpression(text))[0]?.cure,
      ),
    );

    expect(cures).toEqual([
      expect.stringContaining("'`portal-id`' with the quotes and backticks"),
      expect.stringContaining('a.`b-c`.d with the backticks'),
      'write the key in backticks, for example entry.`1.3`',
      "for a key named 7 write '`7`' with the quotes and backticks",
    ]);
  });
});

test.each([
  ['Your email', "for one name write '`Your email`' with the quotes and backticks"],
  ['Name (first & last)', "for one name write '`Name (first & last)`' with the quotes"],
  ['fields[label=First name].value', 'write texts in quotes: label = "First name"'],
  ['a.b[', 'correct it'],
])('a label of a form is to be written as a name: %s', async (text, cure) => {
  const [problem] = await checkExpression(text);

  expect(problem?.cure).toContain(cure);
});
