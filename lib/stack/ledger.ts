import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * What we remember: one table, found by its only key. The two indexes are for people and hold keys
 * only: of parked events, and of links by their contact. It outlives the stack, but not a first
 * create that fails.
 */
export class Ledger extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: text('pk'),
      globalSecondaryIndexes: [
        {
          indexName: 'parked',
          partitionKey: text('parkedSource'),
          sortKey: text('parkedAt'),
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          indexName: 'byContact',
          partitionKey: text('contact'),
          sortKey: text('settledAt'),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** The table, and the index of parked events, for people who look around. */
  get searchable(): string[] {
    const { tableArn } = this.table;
    return [tableArn, `${tableArn}/index/parked`];
  }

  /** Allows reading items by their keys, and counting the entries of the index of parked events. */
  grantWatch(watcher: BundledFunction): void {
    watcher.allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], [this.table.tableArn]);
    watcher.allow(['dynamodb:Scan'], [`${this.table.tableArn}/index/parked`]);
  }

  /** Allows adding to the counts of sources, and touching no other item. */
  grantCount(user: BundledFunction): void {
    user.allow(['dynamodb:UpdateItem'], [this.table.tableArn], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['drift#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  }

  /**
   * Allows reading and writing by key, as `functions/edges/ledger/table.ts` does; nothing is
   * deleted, and no index is read: deliver never searches.
   */
  grantUse(user: BundledFunction): void {
    const actions = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'];
    user.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
  }
}
