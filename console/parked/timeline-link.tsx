import { Text } from '../parts/text.tsx';
import { writeHash } from '../url-state.ts';

interface Props {
  event: { id: string; requestId?: string | undefined };
  /** Whether its id is part of the text. */
  isNamed?: boolean;
}

/** A link to what became of an event: its row in the timeline, opened. */
export function TimelineLink({ event: { id, requestId }, isNamed = false }: Props) {
  const row = requestId ?? `event:${id}`;
  return (
    <a
      href={writeHash({ tab: 'timeline', row, event: id })}
      aria-label={`Show ${id} in the timeline`}
    >
      {isNamed ? <Text text={id} /> : 'show'}
    </a>
  );
}
