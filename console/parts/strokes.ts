/** Drawn on a field of 16 by 16, by strokes. */
export const strokes = {
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5v9l7-4.5z',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5',
  clock: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3.2l2 1.3',
  equals: 'M3.5 6h9M3.5 10h9',
  past: 'M8 3v10M4 8.5 8 13l4-4.5M3 3h10',
  twice: 'M5.5 5.5h8v8h-8zM2.5 10.5v-8h8',
  barred: 'M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M4.2 4.2l7.6 7.6',
  parked: 'M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5 4.5 3h7l2 6.5v3.5h-11z',
  hands: 'M3 5.5h10l-3-3M13 10.5H3l3 3',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.6v.4',
} as const;

export type IconName = keyof typeof strokes;
