import type { Parked } from '../../local/console/api/parked.ts';
import { Select } from '../parts/controls/select.tsx';
import { go, url } from '../url-state.ts';

/** Which of what is parked: by reason and by source, kept in the URL. */
export function Filters({ parked: { groups } }: { parked: Parked }) {
  const { reason, source } = url.value;
  const reasons = namesOf(
    groups.map((group) => group.reason),
    reason,
  );
  const sources = namesOf(
    groups.map((group) => group.source),
    source,
  );
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <Select
        name="Reason"
        shortcut="/"
        all="all reasons"
        options={reasons.map((name) => ({ value: name, text: name }))}
        value={reason}
        onChoose={(value) => go({ reason: value }, 'replace')}
      />
      <Select
        name="Source"
        all="all sources"
        options={sources.map((name) => ({ value: name, text: name }))}
        value={source}
        onChoose={(value) => go({ source: value }, 'replace')}
      />
    </form>
  );
}

/** Each once, in order, with what is chosen even if nothing has it any more. */
function namesOf(names: string[], chosen: string | undefined): string[] {
  const all = chosen === undefined ? names : [...names, chosen];
  return [...new Set(all)].sort();
}
