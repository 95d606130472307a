import type { Queue } from '../aws/queue/queue.ts';
import type { LocalQueue } from './local-app.ts';

/** @throws Error where no queue, or more than one, goes by this name or part of a name */
export function findQueue(queues: Queue[], part: string): LocalQueue {
  const exact = queues.filter(({ settings }) => settings.name === part);
  const similar = queues.filter(
    ({ settings }) => settings.name.includes(part) || settings.logicalId.includes(part),
  );
  const [queue, ...others] = exact.length > 0 ? exact : similar;
  const names = queues.map(({ settings }) => settings.name).join(', ');
  if (!queue || others.length > 0)
    throw new Error(
      `${queue ? 'More than one' : 'No'} queue goes by ${part}. There are: ${names}`,
    );
  return {
    name: queue.settings.name,
    url: queue.settings.url,
    messages: () => queue.messages(),
  };
}
