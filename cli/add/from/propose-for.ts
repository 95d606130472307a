import { runSample } from '../../../functions/core/check/run-sample.ts';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { Rejection } from '../../../functions/core/errors.ts';
import {
  parseSaved,
  type SavedRequest,
} from '../../../lib/config/samples/saved-request.ts';
import { type Provider, providerOf } from '../../../lib/providers/providers.ts';
import { UserError } from '../../../lib/report.ts';
import {
  type Proposal,
  type ProposalQuestion,
  proposeSource,
  UnreadableRequestError,
} from '../../../local/propose/propose-source.ts';
import type { FoundScheme } from './find-scheme.ts';

/** A source for a recorded request. */
export interface ProposalFor {
  proposal: Proposal;
  /** Whose preset it names: one that reads a person in this request. */
  provider: Provider | undefined;
}

/**
 * Proposes a source with the first preset of the scheme that reads a person in the request, else
 * with the scheme alone.
 * @throws UserError for a request of which nothing can be read
 */
export async function proposeFor(
  question: Omit<ProposalQuestion, 'verify' | 'provider'>,
  { verify, presets }: FoundScheme,
): Promise<ProposalFor> {
  for (const name of presets) {
    const proposal = await tryToPropose({ ...question, verify, provider: name });
    if (
      proposal?.source !== undefined &&
      (await patches(proposal.source, question.request))
    )
      return { proposal, provider: providerOf(name) };
  }
  const proposal = await tryToPropose({ ...question, verify });
  if (proposal === undefined) throw new UserError(new UnreadableRequestError().message);
  return { proposal, provider: undefined };
}

async function tryToPropose(question: ProposalQuestion): Promise<Proposal | undefined> {
  try {
    return await proposeSource(question);
  } catch (error) {
    if (error instanceof UnreadableRequestError) return undefined;
    throw error;
  }
}

/** Whether the request comes to a patch. */
async function patches(source: Source, request: SavedRequest): Promise<boolean> {
  try {
    const { summaries } = await runSample(source, await parseSaved(request, source));
    return summaries.some((one) => !('ignored' in one || 'parked' in one));
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
}
