import { signal } from '@preact/signals';
import { rowOf } from '../parts/controls/focus.ts';
import { go, url } from '../url-state.ts';

/** The row that focus has to move into, as soon as it is there. */
const entered = signal<string | undefined>(undefined);

/** Opens a row on the timeline; focus moves into it. */
export function openRow(row: string, event?: string): void {
  entered.value = row;
  go({ tab: 'timeline', row, event });
}

/** Focus goes into what is open, if it was opened by somebody here, and not by the URL. */
export function enter(row: string, into: HTMLElement | null): void {
  if (entered.value !== row || into === null) return;
  entered.value = undefined;
  into.focus();
}

/** Closes what is open; focus goes back to its row, if that is still there. */
export function closeRow(): void {
  const row = rowOf(url.value.row ?? '');
  go({ row: undefined, event: undefined });
  row?.focus();
}
