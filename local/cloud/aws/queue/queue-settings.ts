/** A queue as the template describes it. */
export interface QueueSettings {
  logicalId: string;
  name: string;
  url: string;
  arn: string;
  fifo: boolean;
  visibilityTimeoutSeconds: number;
  delaySeconds: number;
  retentionSeconds: number;
  /** In bytes. */
  maximumMessageSize: number;
  contentBasedDeduplication: boolean;
  deduplicationScope: 'queue' | 'messageGroup';
  redrive?: { deadLetterArn: string; maxReceiveCount: number } | undefined;
}

/** The longest a message can stay hidden after it was received. */
export const maximumVisibilitySeconds = 43_200;
