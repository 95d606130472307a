import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Survivors } from './judge.ts';

const survivorsSchema = z.record(
  z.string(),
  z.array(
    z.strictObject({
      code: z.string().min(1),
      becomes: z.string().min(1),
      reason: z
        .string()
        .min(10, { error: 'is too short to be a reason; write a sentence' }),
    }),
  ),
);

/** The accepted survivors of survivors.yaml. */
export function readSurvivors(): Survivors {
  const text = readFileSync(join(import.meta.dirname, 'survivors.yaml'), 'utf8');
  return survivorsSchema.parse(parse(text) ?? {});
}
