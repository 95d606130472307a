/**
 * What stands in a recording in the place of a secret. Fixed, and no secret itself: a text for
 * expressions, and replaced by a key wherever a request is signed anew.
 */
export const removedValue = 'removed-by-record';
