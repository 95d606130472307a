import { type Finding, unsettled } from './finding.ts';
import type { Trial } from './trial.ts';

/**
 * What Bridgehook assumes and no setting changes, as far as a contact can show
 * (docs/bridge-behaviour.md).
 */
export type Assumption = 'readsFollowWrites' | 'searchIgnoresCase' | 'patchAnswer';

const pollMs = 250;
const longestLagMs = 10_000;

/** A name is changed: how long until it is shown? Everything else is sent as it is. */
export async function tryReading(trial: Trial): Promise<Finding> {
  const { original } = trial;
  const field = original.lastName ? 'lastName' : 'firstName';
  const name = original[field];
  if (!name)
    return unsettled('the contact has no name that could be changed; give it a last name');
  const changed = `${name}-`;
  const write = async (value: string) =>
    trial.send(await trial.bodyOf([{ field, value, overwrite: true }]));
  const sent = await write(changed);
  if (!sent.isApplied)
    return unsettled(`another ${field} was refused (${sent.refusedBecause})`);
  for (let waitedMs = 0; waitedMs <= longestLagMs; waitedMs += pollMs) {
    if ((await trial.read())[field] === changed) {
      trial.lagMs = waitedMs;
      return describeLag(waitedMs);
    }
    await trial.wait(pollMs);
  }
  // What is read from now on says nothing, so it is put back unseen.
  await write(name);
  const note = `another ${field} was not shown within ${longestLagMs / 1000} s`;
  return { value: 'no', note, endsAll: true };
}

function describeLag(lagMs: number): Finding {
  return lagMs === 0
    ? { value: 'yes', note: 'a change was shown at once' }
    : { value: 'no', note: `a change was shown after ${lagMs / 1000} s` };
}

export async function trySearching({ original, search }: Trial): Promise<Finding> {
  const { email } = original;
  if (!email || email.toUpperCase() === email.toLowerCase())
    return unsettled('the contact has no email to search for');
  const isFound = async (text: string) =>
    (await search(text)).some(({ id }) => id === original.id);
  if (!(await isFound(email)))
    return unsettled('a search for its email does not find the contact');
  const spellings = [email.toLowerCase(), email.toUpperCase()];
  for (const spelling of spellings)
    if (!(await isFound(spelling)))
      return { value: 'no', note: 'the email is found only as it is written' };
  return { value: 'yes', note: 'the email is found in small letters and in capitals' };
}

/** What the PATCHes of the experiments have shown. */
export function lookAtAnswers(trial: Trial): Finding {
  const [answer, other] = trial.answers();
  if (answer === undefined) return unsettled('no PATCH was applied');
  if (other !== undefined)
    return unsettled('some PATCHes are answered with the contact, and some without');
  return { value: answer, note: `a PATCH that is applied is answered with ${answer}` };
}
