import { reportOf } from '../../lib/report.ts';

/** What a request that failed is answered with. */
export interface Failure {
  status: 400 | 500;
  lines: readonly string[];
}

/**
 * What people can put right, in the lines of the command line. Of anything else only the name of
 * the error: its message can quote a payload.
 */
export function failureOf(thrown: unknown): Failure {
  try {
    return { status: 400, lines: reportOf(thrown).lines };
  } catch {
    const line = `This is a fault of Bridgehook itself (${nameOf(thrown)}).`;
    return { status: 500, lines: [line] };
  }
}

/** The body of every answer that is not what was asked for. */
export function failureBody(...lines: readonly string[]) {
  return { error: { lines: [...lines] } };
}

function nameOf(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.name : '';
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'unknown';
}
