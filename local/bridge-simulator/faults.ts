import * as z from 'zod';

/**
 * One way to misbehave, for the next `times` requests that `method` and `path` let through. Faults
 * are used up in the order they came.
 */
export const faultSchema = z
  .strictObject({
    /** Answer with this status and do nothing, unless `applied`. */
    status: z.int().min(200).max(599).optional(),
    /** Make the change, then answer with `status`: what a gateway in front of Bridge does. */
    applied: z.boolean().optional(),
    /** The body of the `status` answer, sent as it is: what a page for people is. */
    page: z.string().optional(),
    times: z.int().min(1).default(1),
    /** Wait before doing anything at all, the fault's other effects included. */
    delayMs: z.int().min(0).max(600_000).optional(),
    /** The Retry-After header of the `status` answer: seconds, or text sent as it is. */
    retryAfter: z
      .union([z.number().min(0), z.string().regex(/^[\t\x20-\x7e]+$/)])
      .optional(),
    /**
     * `before`: hang up without doing anything. `after`, or true: make the change, then hang up
     * instead of answering.
     */
    dropConnection: z.union([z.enum(['before', 'after']), z.boolean()]).optional(),
    /** Answer 401 although the key is good. */
    rejectKey: z.boolean().optional(),
    /** Only requests with this method. */
    method: z.string().optional(),
    /** Only requests whose path contains this. */
    path: z.string().optional(),
  })
  .refine(
    (fault) =>
      [
        fault.status,
        fault.dropConnection || undefined,
        fault.rejectKey || undefined,
      ].filter((way) => way !== undefined).length < 2,
    {
      message:
        'status, dropConnection and rejectKey exclude one another; queue two faults instead',
    },
  )
  .refine((fault) => fault.retryAfter === undefined || fault.status !== undefined, {
    message: 'retryAfter belongs to an answer; add "status": 429 or 503',
  })
  .refine((fault) => !fault.applied || fault.status !== undefined, {
    message: 'applied belongs to an answer; add "status": 502',
  })
  .refine((fault) => fault.page === undefined || fault.status !== undefined, {
    message: 'page belongs to an answer; add "status": 200',
  })
  .refine(
    (fault) =>
      fault.status !== undefined ||
      fault.delayMs !== undefined ||
      fault.dropConnection ||
      fault.rejectKey,
    {
      message: 'this does nothing; give one of status, delayMs, dropConnection, rejectKey',
    },
  );
export type Fault = z.output<typeof faultSchema>;
export type FaultSeed = z.input<typeof faultSchema>;

export interface FaultQueue {
  add(fault: Fault): void;
  /** The first queued fault that concerns this request; counts as one of its `times`. */
  take(method: string, path: string): Fault | undefined;
  clear(): void;
  /** Those still to come, in their order, and how many requests each will meet. */
  list(): WaitingFault[];
}

export interface WaitingFault {
  fault: Fault;
  left: number;
}

export function createFaultQueue(): FaultQueue {
  let waiting: WaitingFault[] = [];
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times });
    },
    take: (method, path) => {
      const next = waiting.find(({ fault }) => concerns(fault, method, path));
      if (!next) return undefined;
      next.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return next.fault;
    },
    clear: () => {
      waiting = [];
    },
    list: () => structuredClone(waiting),
  };
}

function concerns(fault: Fault, method: string, path: string): boolean {
  const { method: wanted = method, path: part } = fault;
  return wanted.toUpperCase() === method && (part === undefined || path.includes(part));
}
