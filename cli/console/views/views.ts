import type { ConsoleViews } from '../setup.ts';
import { openEvent, showEvent } from './show-event.ts';
import { showRequest } from './show-request.ts';
import type { ViewsSetup } from './views-setup.ts';

/** Opens rows and events. Of a deployed stack no value is in an answer without `reveal`. */
export function createViews(setup: ViewsSetup): ConsoleViews {
  return {
    request: (key, reveal, event) => showRequest({ key, event }, reveal, setup),
    event: async (id, reveal) => showEvent(await openEvent(id, setup), reveal, setup),
  };
}
