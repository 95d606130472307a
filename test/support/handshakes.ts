import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { buildSource, receivedAt, type SourceInput } from './build-source.ts';
import {
  type DeployedPosting,
  publicUrl,
  startDeployedReceive,
} from './deployed-receive.ts';

/** The keys of these tests: the signing key of every source, and a verify token. */
export const keys = {
  'test-source': { current: 'fake-signing-key', previous: 'fake-key-before' },
  'verify-token': { current: 'fake-verify-token', previous: 'fake-token-before' },
  'acme-token': { current: 'fake-acme-token' },
  'challenge-key': { current: 'fake-challenge-key' },
};

export const hexHmac = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'x-signature',
} as const;

/** A source as its YAML says, with a signature over the body where that says nothing else. */
export function sourceOf(yaml: string, more: SourceInput = {}) {
  return buildSource({ verify: hexHmac, ...more, ...parse(yaml) });
}

export type Sent = DeployedPosting & { isSigned?: boolean };

/** The deployed bundle with one source; it ends with the test. */
export async function startHandshakes(yaml: string, more: SourceInput = {}) {
  const source = sourceOf(yaml, more);
  const receive = await startDeployedReceive({ sources: [source], keys });
  onTestFinished(receive.stop);
  return {
    ...receive,
    source,
    async send({ isSigned = false, headers = {}, ...posting }: Sent) {
      const own = Object.fromEntries(Object.entries(headers as Record<string, string>));
      const { method = 'POST', body = '' } = posting;
      const url = `${publicUrl}/hooks/${source.name}`;
      const raw = { method, url, headers: own, query: {}, body: Buffer.from(body) };
      const signed = isSigned
        ? signRequest(raw, source.verify, keys['test-source'].current, receivedAt).headers
        : {};
      return await receive.post({ ...posting, headers: { ...own, ...signed } });
    },
  };
}

export function hmac(
  key: string,
  text: string,
  encoding: 'hex' | 'base64' = 'hex',
): string {
  return createHmac('sha256', key).update(text).digest(encoding);
}
