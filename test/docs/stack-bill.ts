import { parse } from 'yaml';
import { billOf, type Circumstances } from '../bench/event-price.ts';
import type { Measured, MeasuredCost } from '../bench/measured-cost.ts';
import { readText } from './pages.ts';

interface Resource {
  Type: string;
  Properties?: {
    Metrics?: { MetricStat?: unknown }[];
    LoggingConfig?: { SystemLogLevel?: string };
    AccessLogSettings?: { Format: string };
  };
}

/** Of the template of the example configuration. */
const resources: Resource[] = Object.values(
  parse(readText('test/lib/stack/__snapshots__/template.yaml')).Resources,
);
export const resourcesOf = (type: string) => resources.filter(({ Type }) => Type === type);

/** Whether Lambda writes of each run by itself, which it does unless its level is WARN. */
export const hasPlatformLines = resourcesOf('AWS::Lambda::Function').some(
  ({ Properties }) => Properties?.LoggingConfig?.SystemLogLevel !== 'WARN',
);
/** The bill of the stack as it is deployed. */
export const billHere = (
  cost: MeasuredCost,
  { cpu }: Measured,
  circumstances: Circumstances = {},
) => billOf(cost, cpu, { hasPlatformLines, ...circumstances });
