import { readFileSync } from 'node:fs';
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
