/**
 * Moves the focus to what was just opened. Not while somebody walks through the tabs: they would
 * lose their way.
 */
export function takeFocus(opened: HTMLElement | null): void {
  if (document.activeElement?.closest('[role="tablist"]')) return;
  opened?.focus();
}
