import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { explore, type Report } from './explore.ts';
import { scenarios } from './scenarios.ts';

// Every history of every scenario, a scenario on each core: npm run explore [-- part of a name]

if (parentPort === null) await main(process.argv[2] ?? '');
else parentPort.postMessage(await exploreAt(workerData));

async function main(wanted: string): Promise<void> {
  const startedAt = performance.now();
  const waiting = [...scenarios.keys()].filter((index) => nameOf(index).includes(wanted));
  const reports: Report[] = [];
  const work = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const report = await onWorker(index);
      reports.push(report);
      process.stdout.write(`${nameOf(index)}: ${describe(report)}\n`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const total = reports.reduce((sum, { histories }) => sum + histories, 0n);
  const findings = reports.flatMap((report) => report.findings);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(
    `${total.toLocaleString('en')} histories, ${findings.length} findings, ${seconds} s\n`,
  );
  process.exitCode = findings.length > 0 || reports.length === 0 ? 1 : 0;
}

function nameOf(index: number): string {
  return scenarios[index]?.name ?? '';
}

async function exploreAt(index: number): Promise<Report> {
  const scenario = scenarios[index];
  if (scenario === undefined) throw new Error(`There is no scenario ${index}.`);
  return explore(scenario);
}

function onWorker(index: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: index });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

function describe({ histories, states, runs, longest, findings }: Report): string {
  const figures = [
    `${histories.toLocaleString('en')} histories of up to ${longest} moves`,
    `${states} states`,
    `${runs} runs of the functions`,
  ].join(', ');
  const told = findings.map(
    ({ complaints, history }) =>
      `\n  ${complaints.join('; ')}\n    ${history.join('\n    ')}`,
  );
  return figures + told.join('');
}
