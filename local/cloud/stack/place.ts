/** Where the stack runs, for the pseudo parameters and for what `Ref` and `Fn::GetAtt` point at. */
export interface Place {
  region: string;
  accountId: string;
  stackName: string;
  /** `http://127.0.0.1:<port>` of the local AWS endpoint. */
  awsEndpoint: string;
  /** What the API is reached under, no trailing slash. */
  publicUrl: string;
}
