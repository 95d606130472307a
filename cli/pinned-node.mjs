import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The Node that npm installed beside this (optionalDependencies of package.json); `undefined` where
 * there is none, as on macOS.
 */
export function pinnedNode() {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = fileURLToPath(
    new URL(`../node_modules/node-${os}-${process.arch}/bin/${binary}`, import.meta.url),
  );
  return existsSync(path) ? path : undefined;
}
