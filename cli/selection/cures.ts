import type { ParkReason } from '../../functions/core/errors.ts';

/** What to do about parked events, by their reason: the column *do* of docs/runbook.md. */
export const cures: Readonly<Record<ParkReason, string>> = {
  'bad-expression':
    'correct the source; a replay reads filter, time and id again, and what the filter leaves out ' +
    'now ends as ignored: filtered or unknown-type',
  'unexpected-shape': 'correct it, let the sender send the request again, discard this',
  'invalid-value':
    'correct the map or the data, or rename the attribute in Bridge; replay',
  'no-contact': identity(),
  ambiguous: identity(),
  'contact-missing': identity(),
  refused: 'settle it in Bridge or the map; replay',
  'not-applied': 'docs/bridge-behaviour.md#what-did-not-take',
  forbidden: 'give the key the right; replay',
  'bridge-error': "ask Bridge's support about the contact or the call; replay",
  'too-old': 'remove the cause, see docs/runbook.md#events-wait-too-long; replay',
  crashed: 'a bug: docs/runbook.md#deliver-fails',
  'source-removed': broughtBack(),
  'workspace-removed': broughtBack(),
};

function identity(): string {
  return 'docs/identity.md#what-is-parked-and-how-it-goes-back; some go back by themselves';
}

function broughtBack(): string {
  return (
    'docs/lifecycle.md#rename-or-remove-a-workspace: put the name back, deploy, replay or ' +
    'discard'
  );
}
