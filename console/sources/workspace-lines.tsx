import type { SourceView } from '../../local/console/api/sources.ts';
import { client } from '../client.ts';
import { refreshState } from '../page-state.ts';
import { Button } from '../parts/controls/button.tsx';
import { Facts } from '../parts/facts.tsx';
import { blockedByReading } from '../parts/may-write.ts';
import { say } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/values/text.tsx';

interface Props {
  level: 2 | 3;
  workspace: SourceView['workspace'];
  onRelease: () => void;
}

/** Whether a workspace is on hold, with the button that ends it, and what waits. */
export function WorkspaceLines({ level, workspace, onRelease }: Props) {
  const { name, hold, waiting } = workspace;
  const release = async () => {
    const { message } = await client.releaseHold(name);
    say({ kind: 'done', lines: [message] });
    onRelease();
    await refreshState();
  };
  const blocked = blockedByReading();
  return (
    <Section
      level={level}
      title={
        <>
          Workspace <Text text={name} />
        </>
      }
      actions={
        hold !== undefined && (
          <>
            {blocked !== undefined && <p class="blocked">{blocked}</p>}
            <Button blocked={blocked} onPress={release}>
              Release the hold
            </Button>
          </>
        )
      }
    >
      <Facts
        of={[
          [
            'hold',
            <span key="hold" class={hold === undefined ? '' : 'blocked'}>
              <Text text={hold ?? 'none'} />
            </span>,
          ],
          ['waits', <Text key="waits" text={waiting} />],
        ]}
      />
    </Section>
  );
}
