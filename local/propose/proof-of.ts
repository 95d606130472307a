import {
  type Verification,
  verifySchema,
} from '../../functions/core/config/verify-schema.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { withoutDefaults } from '../identify/describe.ts';
import type { Proof } from './draft-source.ts';
import { pickProof } from './pick-proof.ts';

interface Asked {
  request: SavedRequest;
  /** The block that the request verified with; `undefined` if none is known. */
  verify: Verification | undefined;
}

/** How the sender proves itself: as is known, else as the request lets it. */
export function proofOf({ verify, request }: Asked, body: unknown): Proof {
  if (verify !== undefined) return { verify, block: withoutDefaults(verify), notes: [] };
  const { isCarried, signatures, verify: block } = pickProof(request, body);
  return {
    verify: verifySchema.parse(block),
    block,
    notes: proofNotes(isCarried, signatures),
  };
}

function proofNotes(isCarried: boolean, signatures: readonly string[]): string[] {
  if (isCarried)
    return [
      'No signature was recognised. This value looks like a secret that the sender repeats:',
      'it has to be the same in each request. If it is not, put a secret into the URL',
      '(in: query, name: secret).',
    ];
  const own = [
    'Nothing was found that proves the sender. Give it the URL with a secret of your own:',
    '?secret=<the key that you set for this source>.',
  ];
  if (signatures.length === 0) return own;
  return [
    `It looks signed (${signatures.join(', ')}). With its key (--key) that is found out: better.`,
    'Until then, give it the URL with a secret of your own:',
    '?secret=<the key that you set for this source>.',
  ];
}
