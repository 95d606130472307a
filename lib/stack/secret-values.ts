import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

/**
 * The secrets of one stage, by names people can type. The two that people fill start as `{}`;
 * CloudFormation writes a value only when the template's changes, so what people put in stays. They
 * outlive the stack: without the pepper every link and every remembered event would be lost.
 */
export class SecretValues extends Construct {
  /** What senders sign with. */
  readonly signingKeys: Secret;
  /** What Bridge lets us in with. */
  readonly bridgeKeys: Secret;
  /** What every HMAC of ours is keyed with. */
  readonly pepper: Secret;

  constructor(scope: Construct, id: string, { stage }: { stage: string }) {
    super(scope, id);
    const filledByPeople = { secretStringValue: SecretValue.unsafePlainText('{}') };
    this.signingKeys = this.#keep(
      'SigningKeys',
      `bridgehook/${stage}/signing-keys`,
      filledByPeople,
    );
    this.bridgeKeys = this.#keep(
      'BridgeKeys',
      `bridgehook/${stage}/bridge-keys`,
      filledByPeople,
    );
    this.pepper = this.#keep('Pepper', `bridgehook/${stage}/pepper`, {
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }

  static grantRead(reader: BundledFunction, ...secrets: Secret[]): void {
    reader.allow(
      ['secretsmanager:GetSecretValue'],
      secrets.map((secret) => secret.secretArn),
    );
  }

  #keep(id: string, secretName: string, value: SecretProps): Secret {
    const secret = new Secret(this, id, {
      secretName,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...value,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        id === 'Pepper'
          ? 'A new pepper would orphan every link and every remembered event.'
          : 'The other side issues these keys, so no function here can rotate them; ' +
            'current and previous are both accepted.',
    });
    return secret;
  }
}
