import { Component } from 'preact';
import type { TimelineRow } from '../../local/console/api/timeline.ts';
import { count, shortId } from '../parts/moment.ts';
import { StateWord } from '../parts/state-word.tsx';
import { Text } from '../parts/text.tsx';
import { Time } from '../parts/time.tsx';
import { toneOf } from '../states.ts';

interface Props {
  row: TimelineRow;
  isOpen: boolean;
  onOpen: (row: TimelineRow) => void;
}

/** Events that a row shows; how many more there are is said. */
const eventsShown = 3;

/** A request in the list: rendered again only if it has changed. */
export class Row extends Component<Props> {
  override shouldComponentUpdate({ row, isOpen }: Props) {
    return row !== this.props.row || isOpen !== this.props.isOpen;
  }

  override render() {
    const { row, isOpen, onOpen } = this.props;
    return (
      <li class="row" data-tone={toneOf(row.state, row.events)}>
        <button
          type="button"
          data-row={row.key}
          aria-expanded={isOpen}
          onClick={() => onOpen(row)}
        >
          <Time at={row.at} />
          <span class="source">
            {row.source === '' ? <i>no source</i> : <Text text={row.source} />}
          </span>
          <StateWord request={row.state} words={row.words} />
          <Events row={row} />
          <Contacts row={row} />
        </button>
      </li>
    );
  }
}

function Events({ row: { events, accepted } }: { row: TimelineRow }) {
  const shown = events.slice(0, eventsShown);
  const more = Math.max(accepted, events.length) - shown.length;
  return (
    <span class="events">
      {shown.map(({ id, state, words }) => (
        <StateWord key={id} event={state} words={words} />
      ))}
      {more > 0 && <span class="more">{`+ ${count(more)}`}</span>}
    </span>
  );
}

function Contacts({ row: { events } }: { row: TimelineRow }) {
  const ids = [...new Set(events.map(({ contactId }) => contactId ?? ''))].filter(Boolean);
  const [first = ''] = ids;
  return (
    <span class="contact">
      <Text text={shortId(first)} />
      {ids.length > 1 && ` + ${ids.length - 1}`}
    </span>
  );
}
