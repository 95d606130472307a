import type { Place } from './place.ts';
import {
  attributeOf,
  nameProperties,
  pseudoParameters,
  refOf,
} from './resource-values.ts';
import type { Resource, Template } from './template.ts';

/**
 * Replaces the intrinsic functions in a value of resource or output `logicalId`; properties that
 * are AWS::NoValue disappear.
 */
export type Resolve = (logicalId: string, value: unknown) => unknown;

/**
 * Understands Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split and the pseudo parameters,
 * for the resource types the local run serves.
 * @throws Error for anything else, with the logical id it was found in
 */
export function intrinsicResolver(template: Template, place: Place): Resolve {
  return (logicalId, value) => new Resolver(template, place, logicalId).resolve(value);
}

class Resolver {
  readonly template: Template;
  readonly place: Place;
  readonly logicalId: string;

  constructor(template: Template, place: Place, logicalId: string) {
    this.template = template;
    this.place = place;
    this.logicalId = logicalId;
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const [name, ...others] = Object.keys(value);
    if (
      name !== undefined &&
      others.length === 0 &&
      (name === 'Ref' || name.startsWith('Fn::'))
    ) {
      return this.intrinsic(name, Object.values(value)[0]);
    }
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.resolve(item)] as const,
    );
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  private intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.ref(String(argument));
      case 'Fn::GetAtt':
        return this.getAtt(argument);
      case 'Fn::Join': {
        const [separator, parts] = this.list(name, argument);
        return this.publicUrls(this.list(name, parts).map(String).join(String(separator)));
      }
      case 'Fn::Sub':
        return this.publicUrls(this.sub(argument));
      case 'Fn::Select': {
        const [index, items] = this.list(name, argument);
        return (
          this.list(name, items)[Number(index)] ?? this.fail(`${name} of item ${index}`)
        );
      }
      case 'Fn::Split': {
        const [separator, text] = this.list(name, argument);
        return String(text).split(String(separator));
      }
      default:
        return this.fail(name);
    }
  }

  private list(name: string, argument: unknown): unknown[] {
    const resolved = this.resolve(argument);
    return Array.isArray(resolved) ? resolved : this.fail(name);
  }

  private sub(argument: unknown): string {
    const [text, variables] = Array.isArray(argument)
      ? [argument[0], this.resolve(argument[1]) as Record<string, unknown>]
      : [argument, {}];
    return String(text).replace(
      /\$\{(!?)([^}]+)\}/g,
      (_, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        if (Object.hasOwn(variables, name)) return String(variables[name]);
        return String(name.includes('.') ? this.getAtt(name) : this.ref(name));
      },
    );
  }

  private ref(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo =
      pseudoParameters(this.place)[name] ?? this.template.Parameters?.[name]?.Default;
    if (pseudo !== undefined) return pseudo;
    const resource = this.template.Resources[name];
    if (resource === undefined) return this.fail(`Ref ${name}`);
    const named = { id: name, name: this.physicalName(name, resource), resource };
    return refOf(named, this.place) ?? this.fail(`Ref ${name}`);
  }

  private getAtt(argument: unknown): unknown {
    const path = Array.isArray(argument)
      ? argument.map(String).join('.')
      : String(argument);
    const [id, attribute] = splitOnce(path);
    const resource = this.template.Resources[id];
    if (resource === undefined) return this.fail(`Fn::GetAtt ${path}`);
    const named = { id, name: this.physicalName(id, resource), resource };
    return attributeOf(named, attribute, this.place) ?? this.fail(`Fn::GetAtt ${path}`);
  }

  private physicalName(id: string, resource: Resource): string {
    const property = nameProperties[resource.Type];
    const given = property && resource.Properties?.[property];
    if (given !== undefined)
      return String(new Resolver(this.template, this.place, id).resolve(given));
    const generated = `${this.place.stackName}-${id}`;
    return resource.Type === 'AWS::SQS::Queue' && resource.Properties?.FifoQueue
      ? `${generated}.fifo`
      : generated;
  }

  /** Templates also build the API's address from its id; here it has another one. */
  private publicUrls(text: string): string {
    const { region, publicUrl } = this.place;
    return text.replace(
      /https:\/\/([A-Za-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?::443)?/g,
      (whole, id: string, where: string) =>
        where === region && this.template.Resources[id]?.Type === 'AWS::ApiGatewayV2::Api'
          ? publicUrl
          : whole,
    );
  }

  private fail(intrinsic: string): never {
    throw new Error(`${this.logicalId}: the local run cannot resolve ${intrinsic}.`);
  }
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
