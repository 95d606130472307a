/**
 * What a person asked to deploy cannot be deployed. `report` is what to show: every problem, each
 * with what to write instead.
 */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  readonly report: string;

  constructor(problems: string[]) {
    const report = problems.join('\n');
    super(report);
    this.report = report;
  }
}
