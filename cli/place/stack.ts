import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readEntries } from '../../functions/core/key-set.ts';
import { UserError } from '../../lib/report.ts';
import {
  type KeyKind,
  type NamedKeys,
  parseRawKeys,
  type RawKeys,
} from '../../local/keys/keys-file.ts';

/** A deployed stack, through the credentials and the region the AWS SDK finds. */
export interface DeployedStack {
  /** @throws UserError if the stack has no such output */
  output(name: string): string;
  readKeys(kind: KeyKind): Promise<NamedKeys>;
  /** The same as it is written, to be written again. */
  readRawKeys(kind: KeyKind): Promise<RawKeys>;
  writeKeys(kind: KeyKind, keys: RawKeys): Promise<void>;
}

const secretOutputs = {
  signing: 'SigningKeysSecret',
  bridge: 'BridgeKeysSecret',
} as const;

/**
 * Finds a deployed stack.
 * @throws UserError for what AWS refuses, as its methods do
 */
export async function openStack(name: string): Promise<DeployedStack> {
  const cloudFormation = new CloudFormationClient({});
  const { Stacks } = await askAws(`The stack ${name}`, () =>
    cloudFormation.send(new DescribeStacksCommand({ StackName: name })),
  );
  const outputs = new Map(
    Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const secrets = new SecretsManagerClient({});

  function output(key: string): string {
    const value = outputs.get(key);
    if (value !== undefined) return value;
    throw new UserError(
      `The stack ${name} has no output ${key}. Is it a Bridgehook stack, and deployed to its end?`,
    );
  }

  async function readRawKeys(kind: KeyKind): Promise<RawKeys> {
    const SecretId = output(secretOutputs[kind]);
    const { SecretString } = await askAws(`The secret ${SecretId}`, () =>
      secrets.send(new GetSecretValueCommand({ SecretId })),
    );
    return readSecretKeys(SecretString ?? '{}', SecretId);
  }

  return {
    output,
    readRawKeys,
    readKeys: async (kind) => readEntries(await readRawKeys(kind)),
    async writeKeys(kind, keys) {
      const SecretId = output(secretOutputs[kind]);
      await askAws(`The secret ${SecretId}`, () =>
        secrets.send(
          new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(keys) }),
        ),
      );
    },
  };
}

function readSecretKeys(text: string, secretId: string): RawKeys {
  try {
    return parseRawKeys(text);
  } catch {
    throw new UserError(
      `The secret ${secretId} is not an object of keys, {"<key>": {"current": "…"}}. ` +
        'Correct it in Secrets Manager.',
    );
  }
}

/**
 * Asks AWS. Its own words explain a refusal: they name the stack, the region or the missing
 * permission, and no values of ours.
 * @throws UserError
 */
export async function askAws<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UserError(
      `${what} could not be used (${error.name}: ${error.message}). ` +
        'Check its name, AWS_REGION and your credentials.',
    );
  }
}
