import { expectedText } from '../../../functions/core/check/check-samples.ts';
import { runSample } from '../../../functions/core/check/run-sample.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { parseSaved, type SavedRequest } from './saved-request.ts';

/**
 * The expected file of a sample: what the request comes to now.
 * @throws Rejection where receive would refuse it
 */
export async function expectedOf(source: Source, request: SavedRequest): Promise<string> {
  const { summaries } = await runSample(source, await parseSaved(request, source));
  return `${expectedText(summaries)}\n`;
}
