import type { SourceView } from '../../local/console/api/sources.ts';
import { client } from '../client.ts';
import { refreshState } from '../page-state.ts';
import { Button } from '../parts/button.tsx';
import { blockedByReading } from '../parts/may-write.ts';
import { say } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Text } from '../parts/text.tsx';

interface Props {
  workspace: SourceView['workspace'];
  onRelease: () => void;
}

/** Whether a workspace is on hold, with the button that ends it, and what waits. */
export function WorkspaceLines({ workspace, onRelease }: Props) {
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
      <dl class="facts">
        <dt>hold</dt>
        <dd class={hold === undefined ? '' : 'bad'}>
          <Text text={hold ?? 'none'} />
        </dd>
        <dt>waits</dt>
        <dd>
          <Text text={waiting} />
        </dd>
      </dl>
    </Section>
  );
}
