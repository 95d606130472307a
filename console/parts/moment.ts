const pad = (value: number, width = 2) => String(value).padStart(width, '0');

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function clockOf(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((value) => pad(value))
    .join(':');
}

/**
 * `19:18:40` today, `2026-08-02 19:18:40` on another day, in the zone of the browser.
 * @param at ms since 1970
 */
export function timeOfDay(at: number, now: number): string {
  const date = new Date(at);
  const isToday = dayOf(date) === dayOf(new Date(now));
  return isToday ? clockOf(date) : `${dayOf(date)} ${clockOf(date)}`;
}

/** `2026-08-02 19:18:40.213 (2026-08-02T17:18:40.213Z)` */
export function timeWithZone(at: number): string {
  const date = new Date(at);
  const ms = pad(date.getMilliseconds(), 3);
  return `${dayOf(date)} ${clockOf(date)}.${ms} (${date.toISOString()})`;
}

/** `2.8 KB`; 1 KB has 1024 bytes. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return `${kilobytes.toFixed(1)} KB`;
  return `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** `10,000` */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `4e36c1…8be8`: an id where there is little room. */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
}

/** `2026-08-02T19:18`, as a field of date and time takes it, in the zone of the browser. */
export function localMinute(at: number | undefined): string {
  if (at === undefined) return '';
  const date = new Date(at);
  return `${dayOf(date)}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The opposite; `undefined` where nothing is chosen. */
export function timeOfLocal(text: string): number | undefined {
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : at;
}
