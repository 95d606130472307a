import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseSettings } from '../../functions/core/config/request-schema.ts';

const page = join(import.meta.dirname, '../../docs/configuration.md');

/** A row of the table of answers: a status, or the setting that says it, and codes. */
export interface DocumentedAnswer {
  status: string;
  /** Empty for a success. */
  errors: string[];
}

/**
 * The answers that docs/configuration.md promises. What is written there is allowed, so a new
 * answer is documented before the fuzz takes it.
 * @throws Error where the table is not found
 */
export function readDocumentedAnswers(
  markdown = readFileSync(page, 'utf8'),
): DocumentedAnswer[] {
  const [, table] =
    /^\| status \| `error` \| means \|\n\|[ -|]+\n((?:\|.*\n)+)/m.exec(markdown) ?? [];
  if (table === undefined) throw new Error('There is no table of answers.');
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [, status = '', errors = ''] = row.split('|');
      return {
        status: status.replaceAll('`', '').trim(),
        errors: [...errors.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code),
      };
    });
}

/** Whether an answer is one of those, for a source with these settings. */
export function isDocumented(
  documented: DocumentedAnswer[],
  settings: ResponseSettings,
  status: number,
  error: string | undefined,
): boolean {
  return documented.some((row) => {
    if (error === undefined) return row.errors.length === 0 && status === settings.status;
    return row.errors.includes(error) && status === statusOf(row.status, settings);
  });
}

function statusOf(written: string, settings: ResponseSettings): number {
  if (written === 'busyStatus') return settings.busyStatus;
  if (written === 'unverifiedStatus') return settings.unverifiedStatus;
  return Number(written);
}
