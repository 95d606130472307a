/** The day on which all of them were read. */
export const readOn = '2026-11-26';

export interface Reading {
  /** The day of the copy that was read, as YYYY-MM-DD; `undefined` where it has no date. */
  on: string | undefined;
  /** Where it was read; without it, on the page itself. */
  at?: string | undefined;
}

/** Pages of vendors as API Evangelist has written them down, word for word. */
export const apiEvangelist = (path: string, on: string): Reading => ({
  on,
  at: `https://github.com/api-evangelist/${path}-plans-pricing.yml`,
});
