import type { Source } from '../../functions/core/config/source-schema.ts';
import { joinHeaders } from '../../lib/config/samples/saved-request.ts';
import type { RecordedRequest } from '../cloud/run.ts';
import { likelyDifference } from '../identify/describe.ts';
import { identify } from '../identify/identify.ts';
import { namedKeys } from '../identify/named-keys.ts';
import { readKeysFile } from '../keys/keys-file.ts';

/** Says of a refused request what differs from its source, most likely. */
export type ExplainRefusal = (
  request: RecordedRequest,
) => Promise<{ source: string; text: string } | undefined>;

/** Less than a person would wait for: the line belongs to the one above it. */
const budget = { tries: 4000, bytes: 32 * 1024 * 1024 };

/**
 * Explains requests that are answered 401, or with the status of their source for a wrong
 * signature. Their senders have their answer by then. While one is looked at, others are not.
 * @param publicUrl scheme and host of the hooks; no trailing slash
 */
export function explainRefusals(
  sources: readonly Source[],
  keysFile: string,
  publicUrl: () => string | undefined,
): ExplainRefusal {
  let isBusy = false;
  return async (request) => {
    const own = sources.find(
      ({ name }) => request.path.split('?')[0] === `/hooks/${name}`,
    );
    if (own === undefined || isBusy || !isRefused(request, own)) return undefined;
    isBusy = true;
    try {
      const text = await explain(request, own, sources, {
        keysFile,
        publicUrl: publicUrl(),
      });
      return text === undefined ? undefined : { source: own.name, text };
    } catch {
      // The answer is given. A line that explains it is not worth more than that.
      return undefined;
    } finally {
      isBusy = false;
    }
  };
}

function isRefused({ status }: RecordedRequest, { response, verify }: Source): boolean {
  return verify.kind !== 'none' && [401, response.unverifiedStatus].includes(status);
}

async function explain(
  { method, path: target, headers, body, receivedAt }: RecordedRequest,
  own: Source,
  sources: readonly Source[],
  { keysFile, publicUrl }: { keysFile: string; publicUrl: string | undefined },
): Promise<string | undefined> {
  const [path = '', ...query] = target.split('?');
  const hook = publicUrl && { url: `${publicUrl}${path}`, from: 'publicUrl' };
  const identification = await identify({
    request: {
      method,
      path,
      headers: joinHeaders(headers),
      query: query.join('?'),
      body,
    },
    own,
    ...namedKeys(readKeysFile(keysFile).signing, own, ''),
    sources: sources.filter((source) => source !== own),
    hook: hook || undefined,
    receivedAt,
    budget,
  });
  return likelyDifference(identification);
}
