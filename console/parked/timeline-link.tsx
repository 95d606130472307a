import { Link } from '../parts/controls/link.tsx';
import { Text } from '../parts/values/text.tsx';

interface Props {
  event: { id: string; requestId?: string | undefined };
  /** Whether its id is the text. */
  isNamed?: boolean;
}

/** No filter of the timeline hides what a link leads to. */
const unfiltered = {
  source: undefined,
  outcome: undefined,
  id: undefined,
  since: undefined,
  until: undefined,
};

/** A link to what became of an event: its row in the timeline, opened. */
export function TimelineLink({ event: { id, requestId }, isNamed = false }: Props) {
  const row = requestId ?? `event:${id}`;
  return (
    <Link
      to={{ ...unfiltered, tab: 'timeline', row, event: id }}
      label={`Show ${id} in the timeline`}
    >
      {isNamed ? <Text text={id} /> : 'show'}
    </Link>
  );
}
