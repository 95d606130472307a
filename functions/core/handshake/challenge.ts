/**
 * What a challenge may be. It goes back to whoever sent it, so it is a short text on one line; and
 * the less is proved, the less it can say.
 */
const longest = 1_024;
/** One line of text: no control characters, line ends of Unicode neither. */
const oneLine = /^[^\p{Cc}\u2028\u2029]+$/u;
/** Of strangers: nothing that a browser could take for more than text. */
const harmless = /^[\x20-\x3b\x3d\x3f-\x7e]+$/;
/** In headers: what every client reads alike. */
const visible = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
/**
 * Where the answer is signed: no JSON object, list or text, no form and no URL can be written so.
 * Else anyone could have an event signed with the key that proves events (G8).
 */
const unlikeContent = /^[A-Za-z0-9._~+/-]+={0,2}$/;

/** What is done with a challenge, and whether its sender is proved. */
export interface ChallengeUse {
  isProved: boolean;
  isSignedByUs: boolean;
  isInHeader: boolean;
}

/** The challenge, if it is one that can be answered. */
export function readChallenge(
  value: unknown,
  { isProved, isSignedByUs, isInHeader }: ChallengeUse,
): string | undefined {
  if (typeof value !== 'string' || value.length > longest) return undefined;
  const rules = [
    oneLine,
    ...(isProved ? [] : [harmless]),
    ...(isInHeader ? [visible] : []),
    ...(isSignedByUs ? [unlikeContent] : []),
  ];
  return rules.every((rule) => rule.test(value)) ? value : undefined;
}
