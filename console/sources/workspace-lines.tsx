import type { SourceView } from '../../local/console/api/sources.ts';
import { client } from '../client.ts';
import { refreshState, state } from '../page-state.ts';
import { Button } from '../parts/controls/button.tsx';
import { Facts } from '../parts/facts.tsx';
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
  return (
    <Section
      level={level}
      title={
        <>
          Workspace <Text text={name} />
        </>
      }
      actions={hold !== undefined && <Release workspace={name} onRelease={onRelease} />}
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

interface ReleaseProps extends Pick<Props, 'onRelease'> {
  workspace: string;
}

function Release({ workspace, onRelease }: ReleaseProps) {
  const blocked = state.value?.readOnly;
  const release = async () => {
    const { message } = await client.releaseHold(workspace);
    say({ kind: 'done', lines: [message] });
    onRelease();
    await refreshState();
  };
  return (
    <>
      {blocked !== undefined && <p class="blocked">{blocked}</p>}
      <Button blocked={blocked} onPress={release}>
        Release the hold
      </Button>
    </>
  );
}
