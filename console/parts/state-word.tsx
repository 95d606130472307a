import type { EventState, RequestState } from '../states.ts';
import { eventLooks, requestLooks } from '../states.ts';
import { Icon } from './icon.tsx';
import { Text } from './text.tsx';

interface Props {
  request?: RequestState;
  event?: EventState;
  words: string;
}

/** What became of a request or of an event: its words, with a picture and a colour. */
export function StateWord({ request = 'unknown', event, words }: Props) {
  const { icon, tone } = event ? eventLooks[event] : requestLooks[request];
  return (
    <span class="state" data-tone={tone}>
      <Icon name={icon} />
      <Text text={words} />
    </span>
  );
}
