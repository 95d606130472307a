import type { Source } from '../../functions/core/config/source-schema.ts';
import type { GivenAnswer } from '../../functions/core/handshake/handshake-outcome.ts';
import { UserError } from '../../lib/report.ts';
import { playHandshake } from '../../local/start/handshake-request.ts';
import type { SignedRequest } from '../../local/start/signed-request.ts';
import type { Destination } from '../place/destination.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { HttpAnswer } from './exchange.ts';

/** What became of a handshake: names and statuses, nothing of a key. */
interface Played {
  method: string;
  status: number;
  /** What differs from the answer that the source describes. */
  differs: string[];
}

/**
 * Plays each handshake of a source against its hook, as its sender would, and says whether the
 * answers are what the source describes.
 * @throws UserError if the source has none, a key is missing, or an answer is another
 */
export async function sendHandshakes(
  source: Source,
  destination: Destination,
  post: (request: SignedRequest) => Promise<HttpAnswer>,
  terminal: Terminal,
  json: boolean | undefined,
): Promise<void> {
  if (source.handshake.length === 0)
    throw new UserError(`The source ${source.name} describes no handshake.`);
  const keys = await destination.readKeys();
  const key = await destination.readKey();
  const played: Played[] = [];
  for (const handshake of source.handshake) {
    const options = { ...destination, key, now: terminal.now() };
    const { request, wanted } = await playHandshake(
      source,
      handshake,
      keys,
      options,
    ).catch((error: unknown) => {
      throw new UserError(error instanceof Error ? error.message : 'It cannot be played.');
    });
    const answer = await post(request);
    const differs = differences(wanted, answer);
    played.push({ method: request.method, status: answer.status, differs });
  }
  if (json) printJson(terminal, { handshakes: played });
  else for (const each of played) terminal.stdout.write(`${describe(each)}\n`);
  if (played.some(({ differs }) => differs.length > 0)) throw new UserError();
}

function differences(
  wanted: GivenAnswer | undefined,
  { status, headers, body }: HttpAnswer,
): string[] {
  if (wanted === undefined) return status >= 200 && status <= 299 ? [] : ['status'];
  const ofHeaders = Object.entries(wanted.headers)
    .filter(([name, value]) => headers[name.toLowerCase()] !== value)
    .map(([name]) => `header ${name}`);
  return [
    ...(status === wanted.status ? [] : ['status']),
    ...ofHeaders,
    ...(body === wanted.body ? [] : ['body']),
  ];
}

function describe({ method, status, differs }: Played): string {
  const verdict =
    differs.length === 0
      ? 'the answer is the one that the source describes'
      : `not what the source describes: ${differs.join(', ')}`;
  return `${method} ${status} ${verdict}`;
}
