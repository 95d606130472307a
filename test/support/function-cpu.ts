import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

const msPerTick = 10;

/**
 * The CPU time that the processes of a function have taken since they started, in ms, to 10 ms.
 * They are children of this process. `undefined` where the system is no Linux.
 */
export function functionCpuMs(name: 'Receive' | 'Deliver'): number | undefined {
  if (platform() !== 'linux') return undefined;
  const children = readFileSync('/proc/thread-self/children', 'utf8').trim().split(' ');
  const own = children.filter((pid) =>
    read(`/proc/${pid}/environ`)
      .split('\0')
      .some((one) => one.startsWith('AWS_LAMBDA_FUNCTION_NAME=') && one.includes(name)),
  );
  return own.map(cpuMsOf).reduce((total, ms) => total + ms, 0);
}

/**
 * The CPU time that a process has taken since it started, and all processes that it started and
 * that still run, in ms, to 10 ms. `undefined` where the system is no Linux.
 */
export function treeCpuMs(pid: number): number | undefined {
  if (platform() !== 'linux') return undefined;
  const children = threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).trim().split(' '),
  );
  return children
    .filter((child) => child !== '')
    .map((child) => treeCpuMs(Number(child)) ?? 0)
    .reduce((total, ms) => total + ms, cpuMsOf(String(pid)));
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Fields 14 and 15 of proc(5), counted behind the name of the process, which can have blanks. */
function cpuMsOf(pid: string): number {
  const [, fields = ''] = read(`/proc/${pid}/stat`).split(/\) (?=\w )/);
  const [userTicks = '0', systemTicks = '0'] = fields.split(' ').slice(11, 13);
  return (Number(userTicks) + Number(systemTicks)) * msPerTick;
}

/** Empty for a process that has just gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
