import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertWell, runProgram } from './run-program.ts';
import { thisCheckout } from './stage.ts';

/**
 * Puts an earlier commit of this repository into `scratch`, with the packages of its own lockfile,
 * and gives its folder.
 * @throws Error if the history lacks it, with what to do; or if npm fails
 */
export async function checkOut(commit: string, scratch: string): Promise<string> {
  const here = { cwd: thisCheckout };
  const known = await runProgram('git', ['cat-file', '-e', `${commit}^{commit}`], here);
  if (known.exitCode !== 0)
    throw new Error(
      `The history here has no commit ${commit}, so no upgrade from it can be tried. ` +
        'A shallow clone gets it with: git fetch --unshallow',
    );
  const folder = join(scratch, `checkout-${commit}`);
  const archive = `${folder}.tar`;
  await mkdir(folder);
  const write = await runProgram('git', ['archive', '-o', archive, commit], here);
  assertWell('git archive', write);
  assertWell('tar', await runProgram('tar', ['-xf', archive], { cwd: folder }));
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  assertWell('npm ci', await runProgram('npm', ['ci', ...quietly], { cwd: folder }));
  return folder;
}
