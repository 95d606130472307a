import type { App } from 'aws-cdk-lib';
import { Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { buildSource, type SourceInput } from '../../support/build-source.ts';
import { exampleSettings, exampleStack } from '../example-stack.ts';

const named = (name: string, file: SourceInput = {}): Source => ({
  ...buildSource(file),
  name,
});
const withSources = (...sources: Source[]) =>
  exampleStack({
    deployed: {
      ...exampleSettings.deployed,
      sources: Object.fromEntries(sources.map((source) => [source.name, source])),
    },
  });
const keysOf = (template: Template) =>
  Object.values(template.findResources('AWS::ApiGatewayV2::Route'))
    .map(({ Properties }) => Properties.RouteKey)
    .sort();

const plain = named('plain');
const greeting = named('greeting', {
  handshake: { method: ['GET', 'HEAD'], signed: false },
});
const asking = named('asking', { body: 'query' });

test('sources that take POST only add nothing to the template', () => {
  const stack = withSources(
    plain,
    named('other', { handshake: { challenge: { field: 'c' } } }),
  );

  const template = Template.fromStack(stack);

  expect(keysOf(template)).toEqual(['POST /hooks/{source}']);
  template.resourceCountIs('AWS::ApiGatewayV2::Integration', 1);
});

test('a source that needs other methods has routes of its own, and no other source has them', () => {
  const template = Template.fromStack(withSources(plain, greeting, asking));

  expect(keysOf(template)).toEqual([
    'GET /hooks/asking',
    'GET /hooks/greeting',
    'HEAD /hooks/greeting',
    'POST /hooks/asking',
    'POST /hooks/greeting',
    'POST /hooks/{source}',
  ]);
  template.resourceCountIs('AWS::ApiGatewayV2::Integration', 2);
  // The third lets the clock start watch.
  template.resourceCountIs('AWS::Lambda::Permission', 3);
});

test('the permission of these routes is one for the whole API', () => {
  const template = Template.fromStack(withSources(greeting, asking));

  const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));

  const arns = permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn));
  expect(arns.filter((arn) => arn.includes('/*/*/*'))).toHaveLength(1);
});

test('more routes than an API can have are refused before they are deployed', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => named(`asking-${n}`, { body: 'query' }));

  expect(() => withSources(...many(126))).toThrow('need 252 routes');
  expect(() => withSources(...many(125))).not.toThrow();
});

test('cdk-nag finds nothing in these routes', () => {
  const app = Stage.of(withSources(greeting, asking)) as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  expect(() => app.synth()).not.toThrow();
});
