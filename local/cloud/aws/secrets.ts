import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Journal } from '../journal.ts';
import type { ServiceApi } from './endpoint.ts';
import { AwsFault } from './fault.ts';

/**
 * Where secret values live, by the secret's name. What it returns now is what the next
 * GetSecretValue answers.
 */
export interface SecretStore {
  get(name: string): string | undefined;
  put(name: string, value: string): void;
}

export function memorySecrets(values: Record<string, string> = {}): SecretStore {
  const store = new Map(Object.entries(values));
  return {
    get: (name) => store.get(name),
    put: (name, value) => void store.set(name, value),
  };
}

export interface SecretSettings {
  name: string;
  arn: string;
  /** The value the template gives. */
  value?: string | undefined;
  generate?: GenerateSecret | undefined;
}

export const generateSecretSchema = z.object({
  PasswordLength: z.coerce.number().default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludePunctuation: z.coerce.boolean().default(false),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
type GenerateSecret = z.infer<typeof generateSecretSchema>;

/**
 * Fills the store with the secrets it lacks and the template gives or generates. What was generated
 * is generated once per journal.
 */
export function seedSecrets(
  secrets: SecretSettings[],
  store: SecretStore,
  journal: Journal,
): void {
  const kept = new Map(journal.entries());
  for (const { name, value, generate } of secrets) {
    if (store.get(name) !== undefined) continue;
    if (value !== undefined) store.put(name, value);
    if (value !== undefined || !generate) continue;
    const generated = String(kept.get(`secret:${name}`) ?? generateSecret(generate));
    journal.set(`secret:${name}`, generated);
    store.put(name, generated);
  }
}

function generateSecret(options: GenerateSecret): string {
  const punctuation = options.ExcludePunctuation
    ? ''
    : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const alphabet = [...letters, ...punctuation].filter(
    (character) => !options.ExcludeCharacters.includes(character),
  );
  const password = Array.from(
    { length: options.PasswordLength },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
  if (options.GenerateStringKey === undefined) return password;
  return JSON.stringify({
    ...JSON.parse(options.SecretStringTemplate ?? '{}'),
    [options.GenerateStringKey]: password,
  });
}

/** GetSecretValue and PutSecretValue, by name or ARN; only the current version is kept. */
export function secretsApi(secrets: SecretSettings[], store: SecretStore): ServiceApi {
  return async ({ action, input }) => {
    const id = String(input.SecretId);
    const secret = secrets.find(
      ({ name, arn }) => id === name || id === arn || arn.replace(/-[^-]{6}$/, '') === id,
    );
    if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
    const version = {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: randomUUID(),
      VersionStages: ['AWSCURRENT'],
    };
    if (action === 'GetSecretValue') {
      const value = store.get(secret.name);
      if (value === undefined)
        throw notFound(
          "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        );
      return { status: 200, body: { ...version, SecretString: value } };
    }
    if (action !== 'PutSecretValue')
      throw new AwsFault(
        'UnknownOperationException',
        `The local Secrets Manager does not know ${action}.`,
      );
    if (typeof input.SecretString !== 'string')
      throw new AwsFault('InvalidParameterException', 'You must provide SecretString.');
    store.put(secret.name, input.SecretString);
    return { status: 200, body: version };
  };
}

function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', message);
}
