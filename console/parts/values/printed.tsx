import { Text } from './text.tsx';

/** Lines as the command line prints them: their columns stay columns. */
export function Printed({ lines }: { lines: readonly string[] }) {
  return (
    <pre class="printed">
      {lines.map((line, index) => (
        <>
          {index > 0 && '\n'}
          <Text text={line} />
        </>
      ))}
    </pre>
  );
}
