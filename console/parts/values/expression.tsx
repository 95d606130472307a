import { Text } from './text.tsx';

/** An expression of a map: a line ends at its steps, if there is no room for all of it. */
export function Expression({ text }: { text: string }) {
  const steps = text.split(/(?<=[.\]])(?=[^.\]])/);
  return (
    <>
      {steps.flatMap((step, index) =>
        index === 0
          ? [<Text key={index} text={step} />]
          : [<wbr key={`${index} break`} />, <Text key={index} text={step} />],
      )}
    </>
  );
}
