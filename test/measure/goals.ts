import type { Figures } from './figures.ts';

/** What the source without tests has to keep to. */
export interface Goal {
  name: string;
  atMost: number;
  figure(figures: Figures): number;
}

export const goals: Goal[] = [
  { name: 'lines > 100 columns, %', atMost: 1, figure: ({ wideLines }) => wideLines },
  { name: 'median width', atMost: 34, figure: ({ medianWidth }) => medianWidth },
  { name: 'files > 200 lines', atMost: 8, figure: ({ longFiles }) => longFiles.length },
  {
    name: 'functions > 40 lines',
    atMost: 10,
    figure: ({ longFunctions }) => longFunctions.length,
  },
  { name: 'any', atMost: 0, figure: ({ anys }) => anys },
  { name: 'import cycles', atMost: 0, figure: ({ cycles }) => cycles.length },
  {
    name: 'conditional spreads',
    atMost: 5,
    figure: ({ conditionalSpreads }) => conditionalSpreads,
  },
  {
    name: 'folders > 14 files',
    atMost: 0,
    figure: ({ fullFolders }) => fullFolders.length,
  },
];

export function missedGoals(figures: Figures): Goal[] {
  return goals.filter(({ figure, atMost }) => figure(figures) > atMost);
}
