/** JSON as a tree. */
export function JsonTree({ value }: { value: unknown }) {
  return <pre>{JSON.stringify(value, null, 2)}</pre>;
}
