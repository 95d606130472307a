import { state } from '../page-state.ts';
import { go } from '../url-state.ts';

/** How far each of them moves in a list of rows. */
const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * Listens to the keys of the whole page. A tab takes part by what it renders: elements with
 * `data-row` are what `j` and `k` move between; a key presses the button that has it as
 * `aria-keyshortcuts`, and goes to the field that has it.
 */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    if (isTyping(event.target) && event.key !== 'Escape') return;
    if (act(event)) event.preventDefault();
  });
}

/** Whether the key meant something. */
function act({ key, target }: KeyboardEvent): boolean {
  const tab = state.value?.tabs[Number(key) - 1];
  if (tab !== undefined) {
    go({ tab });
    return true;
  }
  const step = steps[key];
  if (step === undefined) return usesShortcut(key);
  const isArrow = key.startsWith('Arrow');
  // Elsewhere the arrows scroll, as they always do.
  if (isArrow && !isRow(target)) return false;
  return move(step);
}

function isRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('[data-row]');
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=checkbox]):not([type=radio]), select, textarea')
  );
}

/** Focus goes to the next row: from the focused one, the open one, or the first. */
function move(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const focused = rows.findIndex((row) => row.matches(':focus'));
  const open = rows.findIndex((row) => row.matches('[aria-expanded=true]'));
  const from = focused >= 0 ? focused : open;
  const to = from < 0 ? 0 : Math.min(Math.max(from + step, 0), rows.length - 1);
  rows[to]?.focus();
  return rows.length > 0;
}

function usesShortcut(key: string): boolean {
  const named = document.querySelectorAll<HTMLElement>('[aria-keyshortcuts]');
  const found = [...named].find((element) => element.ariaKeyShortcuts === key);
  if (found === undefined) return false;
  if (found.matches('button')) found.click();
  else found.focus();
  return true;
}
