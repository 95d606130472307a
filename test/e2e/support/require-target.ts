import { readTarget } from './target.ts';

/** Ends the run before any test where there is nothing to deploy to: no test means no success. */
export default function setup(): void {
  readTarget(process.env);
}
