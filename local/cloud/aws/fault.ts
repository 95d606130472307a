/** An error as an AWS service answers it. */
export class AwsFault extends Error {
  /** The shape's name, e.g. `com.amazonaws.sqs#QueueDoesNotExist`. */
  readonly type: string;
  /** The code of the older query protocol, which SDKs still read for SQS. */
  readonly queryCode: string | undefined;

  constructor(type: string, message: string, queryCode?: string) {
    super(message);
    this.name = 'AwsFault';
    this.type = type;
    this.queryCode = queryCode;
  }
}
