import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Parked, Plan } from '../../local/console/api/parked.ts';
import { client } from '../client.ts';
import { state } from '../page-state.ts';
import { Button } from '../parts/controls/button.tsx';
import { Closed } from '../parts/controls/closed.tsx';
import { takeFocus } from '../parts/controls/focus.ts';
import { Facts } from '../parts/facts.tsx';
import { type Loaded, Show, useLoaded } from '../parts/loaded.tsx';
import { count } from '../parts/moment.ts';
import { Lines, say } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Printed } from '../parts/values/printed.tsx';
import { go } from '../url-state.ts';
import { comparePlans, type PlanChanges } from './compare-plans.ts';
import { PlannedContacts } from './planned-contacts.tsx';
import { PlannedEndings } from './planned-endings.tsx';
import { TimelineLink } from './timeline-link.tsx';

interface Props {
  ids: string[];
  /** What is parked: knows the request of each event. */
  parked: Parked | undefined;
  onChange: () => void;
}

/** What came of sending: that it was sent, or the plan that did not hold any more. */
interface Answer {
  message: string;
  isSent: boolean;
  before?: Plan | undefined;
}

/** What a replay of events would come to, beside what Bridge holds, and the button that does it. */
export function PlanRegion({ ids, parked, onChange }: Props) {
  const key = ids.join(' ');
  const plan = useLoaded(key, () => client.plan(ids));
  const answer = useSignal<Answer | undefined>(undefined);
  const title = useRef<HTMLSpanElement>(null);
  const requestOf = useRequests(parked);
  const shown = useRef({ ids, key });
  useEffect(() => {
    // Planned once more: Bridge may have changed.
    const isAgain = shown.current.key === key && shown.current.ids !== ids;
    if (isAgain) plan.reload();
    shown.current = { ids, key };
    answer.value = undefined;
    takeFocus(title.current);
  }, [ids]);
  useEffect(() => {
    if (answer.value?.isSent) title.current?.focus();
  }, [answer.value]);
  const { value } = answer;
  return (
    <Section
      level={2}
      title={
        <span tabIndex={-1} ref={title}>
          Plan
        </span>
      }
      actions={<Buttons ids={ids} plan={plan} answer={answer} onSent={onChange} />}
    >
      {value && <Lines lines={[value.message]} kind={value.isSent ? 'done' : 'failed'} />}
      {value?.isSent ? (
        <InTimeline events={ids.map((id) => ({ id, requestId: requestOf(id) }))} />
      ) : (
        <Show of={plan}>
          {(shown) => <PlanView plan={shown} changes={changesOf(value, shown)} />}
        </Show>
      )}
    </Section>
  );
}

/** The request of each event, also once it is not parked any more. */
function useRequests(parked: Parked | undefined) {
  const requests = useRef(new Map<string, string | undefined>());
  for (const { id, requestId } of parked?.events ?? [])
    requests.current.set(id, requestId);
  return (id: string) => requests.current.get(id);
}

function InTimeline({
  events,
}: {
  events: { id: string; requestId?: string | undefined }[];
}) {
  return (
    <>
      <h3>In the timeline</h3>
      <ul class="links">
        {events.map((event) => (
          <li key={event.id}>
            <TimelineLink event={event} isNamed />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The focus goes back to what opened it. */
function close(): void {
  go({ plan: undefined });
  document.querySelector<HTMLElement>('.toolbar .main')?.focus();
}

function Buttons({ ids, ...props }: SendProps & { ids: string[] }) {
  const { plan, answer } = props;
  const isSent = answer.value?.isSent;
  return (
    <>
      {isSent || <SendButton {...props} />}
      {!isSent && plan.value?.isMasked && (
        <Button onPress={async () => plan.set(await client.revealPlan(ids))}>
          Show values
        </Button>
      )}
      <Button look="quiet" shortcut="Escape" onPress={close}>
        Close the plan
      </Button>
    </>
  );
}

interface SendProps {
  plan: Loaded<Plan>;
  answer: Signal<Answer | undefined>;
  onSent: () => void;
}

function SendButton({ plan, answer, onSent }: SendProps) {
  const { value: shown } = plan;
  const send = async () => {
    if (shown === undefined) return;
    const { sent, message, plan: next } = await client.send(shown.ids, shown.digest);
    answer.value = { message, isSent: sent, before: shown };
    say({ kind: sent ? 'done' : 'failed', lines: [message] });
    if (next) plan.set(next);
    if (sent) onSent();
  };
  const blocked = blockedOf(shown);
  return (
    <>
      {shown && blocked !== undefined && <p class="blocked">{blocked}</p>}
      <Button look="main" blocked={blocked} onPress={send}>
        Send
      </Button>
    </>
  );
}

function blockedOf(plan: Plan | undefined): string | undefined {
  if (plan === undefined) return 'The plan is not there';
  return plan.blocked ?? state.value?.readOnly;
}

function changesOf(answer: Answer | undefined, plan: Plan): PlanChanges | undefined {
  return answer?.before && comparePlans(answer.before, plan);
}

function PlanView({ plan, changes }: { plan: Plan; changes: PlanChanges | undefined }) {
  const { events, requests, payloadsGone } = plan;
  const stillParked = events.filter((event) => event.stillParked).length;
  return (
    <>
      <Facts
        of={[
          ['events', count(events.length)],
          ['requests to Bridge', count(requests)],
          ['still parked', some(stillParked)],
          ['payloads gone', some(payloadsGone)],
        ]}
      />
      <PlannedContacts
        contacts={plan.contacts}
        isMasked={plan.isMasked}
        changes={changes}
      />
      <PlannedEndings events={events} changes={changes} />
      <Closed title="As the command line prints it">
        {() => <Printed lines={plan.lines} />}
      </Closed>
    </>
  );
}

/** What is worth saying only if there is any. */
function some(many: number) {
  return many > 0 ? <span class="bad">{count(many)}</span> : undefined;
}
