import type { Run } from '../support/run.ts';
import type { Stage } from '../support/stage.ts';

/** What a flow plays on. */
export interface Played {
  run: Run;
  /** The stage that most flows share. */
  stage: Stage;
}

/** Gives it once it is there: flows are listed before anything runs. */
export type InIt = () => Played;
