import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { signSaved } from '../../../local/start/signed-request.ts';

/** An answer to a webhook. */
export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
}

/** Posts a body as it is, as somebody who is no sender of ours can. */
export function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers }),
        );
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Posts a body signed with this key, whatever key is set. */
export async function postSigned(
  configDir: string,
  { source: name, url, key }: { source: string; url: string; key: string },
  body: string,
): Promise<Answer> {
  const { sources } = await readConfiguration(configDir);
  const source = sources.find((one) => one.source.name === name)?.source;
  if (source === undefined) throw new Error(`no source ${name}`);
  const { origin, pathname } = new URL(url);
  const saved = {
    method: 'POST',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  };
  const signing = { publicUrl: origin, path: pathname, key, now: Date.now() };
  const signed = signSaved(source, saved, signing);
  return post(`${origin}${signed.path}`, signed.body.toString(), signed.headers);
}
