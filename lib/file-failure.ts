/** Whether it is the operating system that refuses a file: it says so by a code such as ENOENT. */
export function isFileFailure(
  error: unknown,
): error is Error & { code: string; path?: string | undefined } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
