import type { TemplateJson } from './readable-stack.ts';

/** A template in which one thing is missing or changed. */
export interface Mutant {
  /** Where, and what: `Resources.Queuesmain.Properties.VisibilityTimeout is missing`. */
  what: string;
  template: TemplateJson;
}

type Path = (string | number)[];

/** Texts for people, and names of files that depend on the code. */
const isForPeople = (path: Path) =>
  path.some((step) =>
    ['Description', 'DisplayName', 'DashboardBody', 'Code'].includes(String(step)),
  );

/** Made by the CDK for every stack: whether the account is bootstrapped. */
const isOfBootstrap = (id: string) => id.includes('BootstrapVersion');

/** That they are there counts; their words are for people. */
const textsForPeople = ['AlarmDescription', 'AssertDescription'];

const attributes = ['DeletionPolicy', 'UpdateReplacePolicy', 'DependsOn'];

/**
 * Every template that lacks one output, parameter or rule, one resource, one attribute of a
 * resource, one property or one element of a list; and every one with another number or text, which
 * is another value, name or reference.
 */
export function* mutantsOf(template: TemplateJson): Generator<Mutant> {
  for (const section of ['Outputs', 'Parameters', 'Rules'])
    for (const [id, entry] of Object.entries(template[section] ?? {})) {
      if (isOfBootstrap(id)) continue;
      yield without(template, [section, id]);
      for (const path of pathsBelow(entry, [section, id]))
        if (!isForPeople(path)) yield* otherValues(template, path);
    }
  for (const id of Object.keys(template.Resources)) yield* mutantsOfResource(template, id);
}

function* mutantsOfResource(template: TemplateJson, id: string): Generator<Mutant> {
  const resource = template.Resources[id];
  yield without(template, ['Resources', id]);
  for (const attribute of attributes)
    if (resource && attribute in resource)
      yield without(template, ['Resources', id, attribute]);
  for (const path of pathsBelow(resource?.Properties, ['Resources', id, 'Properties'])) {
    if (isForPeople(path)) continue;
    yield without(template, path);
    yield* otherValues(template, path);
  }
}

function* otherValues(template: TemplateJson, path: Path): Generator<Mutant> {
  const value = valueAt(template, path);
  if (typeof value === 'number') yield changed(template, path, value + 1);
  if (typeof value === 'string' && !textsForPeople.includes(String(path.at(-1))))
    yield changed(template, path, `${value}-other`);
}

/** All paths into a value, those of its containers too. */
function* pathsBelow(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    yield [...path, step];
    yield* pathsBelow(item, [...path, step]);
  }
}

function without(template: TemplateJson, path: Path): Mutant {
  const copy = structuredClone(template);
  const { parent, last } = parentOf(copy, path);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return { what: `${path.join('.')} is missing`, template: copy };
}

function changed(template: TemplateJson, path: Path, value: number | string): Mutant {
  const copy = structuredClone(template);
  const { parent, last } = parentOf(copy, path);
  parent[last] = value;
  return { what: `${path.join('.')} is ${value}`, template: copy };
}

function parentOf(root: TemplateJson, path: Path) {
  const parent = valueAt(root, path.slice(0, -1)) as Record<string | number, unknown>;
  return { parent, last: path.at(-1) ?? '' };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown>)[step],
    root,
  );
}
