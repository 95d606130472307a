/**
 * An expression with backticks as it has to stand in the file: YAML takes no value that begins with
 * one.
 */
export function inYaml(expression: string): string {
  return expression.startsWith('`')
    ? `'${expression}' with the quotes and backticks`
    : `${expression} with the backticks`;
}
