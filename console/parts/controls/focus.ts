/**
 * Moves the focus to what was just opened. Not while somebody walks through the tabs: they would
 * lose their way.
 */
export function takeFocus(opened: HTMLElement | null): void {
  if (document.activeElement?.closest('[role="tablist"]')) return;
  opened?.focus();
}

/** The row of a list that `j` and `k` reach, by what it is about. */
export function rowOf(key: string): HTMLElement | null {
  return document.querySelector(`[data-row="${CSS.escape(key)}"]`);
}
