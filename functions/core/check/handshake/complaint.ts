import type { SourceProblem } from '../source-problem.ts';

/** What is wrong with one handshake; the path is below it. */
export type Complaint = Omit<SourceProblem, 'path'> & { path?: string[] };
