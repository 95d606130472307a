import type { EventState, RequestState } from '../states.ts';
import { eventLooks, requestLooks } from '../states.ts';
import { Icon } from './icon.tsx';
import { Text } from './values/text.tsx';

interface Props {
  request?: RequestState;
  event?: EventState;
  words: string;
  /** How many came to it. */
  times?: number;
}

/** What became of a request or of an event: its words, with a picture and a colour. */
export function StateWord({ request = 'unknown', event, words, times = 1 }: Props) {
  const { icon, tone } = event ? eventLooks[event] : requestLooks[request];
  return (
    <span class="state" data-tone={tone}>
      <Icon name={icon} />
      <span>
        <Text text={words} />
        {times > 1 && `\u00a0×\u00a0${times}`}
      </span>
    </span>
  );
}
