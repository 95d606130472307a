import type { ConsoleViews } from '../setup.ts';
import { createFindWaiting } from './find-waiting.ts';
import { openEvent, showEvent } from './show-event.ts';
import { showRequest } from './show-request.ts';
import type { ViewsSetup } from './views-setup.ts';

/** The table of a stack is large, and each read of it is paid for. */
const searchAgainMs = 5_000;

/** Opens rows and events. Of a deployed stack no value is in an answer without `reveal`. */
export function createViews(setup: ViewsSetup): ConsoleViews {
  const findWaiting = createFindWaiting(setup.now, setup.isLocal ? 0 : searchAgainMs);
  const open = { ...setup, findWaiting };
  return {
    request: (key, reveal, event) => showRequest({ key, event }, reveal, open),
    event: async (id, reveal) => showEvent(await openEvent(id, open), reveal, open),
  };
}
