import { Component } from 'preact';
import type { TimelineRow } from '../../local/console/api/timeline.ts';
import { count, shortId } from '../parts/moment.ts';
import { StateWord } from '../parts/state-word.tsx';
import { Time } from '../parts/time.tsx';
import { Text } from '../parts/values/text.tsx';
import { outcomesOf, toneOf } from '../states.ts';

interface Props {
  row: TimelineRow;
  isOpen: boolean;
  onOpen: (key: string) => void;
}

/** How many different ones a row shows. */
const outcomesShown = 3;

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
          onClick={() => onOpen(row.key)}
        >
          <Time at={row.at} />{' '}
          <span class="sender">
            {row.source === '' ? <i>no source</i> : <Text text={row.source} />}
          </span>{' '}
          <StateWord request={row.state} words={row.words} />{' '}
          <span class="came-to">
            <Events row={row} /> <Contacts row={row} />
          </span>
        </button>
      </li>
    );
  }
}

function Events({ row: { events, accepted } }: { row: TimelineRow }) {
  const outcomes = outcomesOf(events);
  const left = Math.max(accepted, events.length) - events.length;
  return (
    <span class="events">
      {outcomes
        .slice(0, outcomesShown)
        .flatMap(({ state, words, times }) => [
          <StateWord key={words} event={state} words={words} times={times} />,
          ' ',
        ])}
      {outcomes.length > outcomesShown && <span>…</span>}
      {left > 0 && <span>{`+ ${count(left)}`}</span>}
    </span>
  );
}

function Contacts({ row: { events } }: { row: TimelineRow }) {
  const ids = [...new Set(events.map(({ contactId }) => contactId ?? ''))].filter(Boolean);
  const [first] = ids;
  if (first === undefined) return null;
  return (
    <span class="contact" title={first}>
      <Text text={shortId(first)} />
      {ids.length > 1 && ` +${ids.length - 1}`}
    </span>
  );
}
