import type {
  Fault,
  FaultSeed,
  WaitingFault,
} from '../../local/bridge-simulator/faults.ts';
import type { faultNames } from '../../local/console/api/bridge.ts';

export type FaultName = (typeof faultNames)[number];

const slowSeconds = 5;
const retryAfterSeconds = 15;

const faults: Readonly<Record<FaultName, FaultSeed>> = {
  '503': { status: 503 },
  slow: { delayMs: slowSeconds * 1000 },
  '429': { status: 429, retryAfter: retryAfterSeconds },
  '422': { status: 422, method: 'PATCH' },
  'reject-key': { rejectKey: true },
  drop: { dropConnection: 'after' },
};

/** A fault by its name, for so many requests. */
export function faultNamed(name: FaultName, times: number): FaultSeed {
  return { ...faults[name], times };
}

/** A fault that is to come, in words: `answers 503`. */
export function describeFault({ fault }: Pick<WaitingFault, 'fault'>): string {
  const { delayMs, method, path } = fault;
  const effects = [
    ...(delayMs === undefined ? [] : [`waits ${delayMs / 1000} s`]),
    ...describeEffect(fault),
  ];
  const requests = [
    ...(method === undefined ? [] : [` of ${method.toUpperCase()}`]),
    ...(path === undefined ? [] : [` to paths with ${path}`]),
  ];
  return `${effects.join(' and ')}${requests.join('')}`;
}

function describeEffect({
  status,
  retryAfter,
  applied,
  dropConnection,
  rejectKey,
}: Fault): string[] {
  if (rejectKey) return ['rejects the key (401)'];
  if (dropConnection === 'before') return ['hangs up'];
  if (dropConnection) return ['makes the change and hangs up'];
  if (status === undefined) return [];
  const change = applied ? 'makes the change and ' : '';
  const later = retryAfter === undefined ? '' : ` with Retry-After ${retryAfter}`;
  return [`${change}answers ${status}${later}`];
}
