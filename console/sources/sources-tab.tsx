import { useEffect, useRef } from 'preact/hooks';
import { client } from '../client.ts';
import { rowOf, takeFocus } from '../parts/controls/focus.ts';
import { Show, useLoaded } from '../parts/loaded.tsx';
import { Lines } from '../parts/notice.tsx';
import { useRefresh } from '../parts/refresh.ts';
import { url } from '../url-state.ts';
import { SourceDetail } from './source-detail.tsx';
import { SourceList } from './source-list.tsx';
import { WorkspaceLines } from './workspace-lines.tsx';

/** The tab "Sources": all of them, or the one that is chosen. */
export function SourcesTab() {
  const { chosen } = url.value;
  const last = useRef<string>(undefined);
  if (chosen !== undefined) last.current = chosen;
  if (chosen !== undefined) return <SourceDetail key={chosen} name={chosen} />;
  return <AllSources last={last.current} />;
}

/** @param last the source that was closed: focus goes back to its row */
function AllSources({ last }: { last: string | undefined }) {
  const sources = useLoaded('sources', client.sources);
  const isLoaded = sources.value !== undefined;
  useRefresh(sources.reload);
  useEffect(() => {
    if (isLoaded && last !== undefined) takeFocus(rowOf(last));
  }, [isLoaded]);
  return (
    <div class="sources">
      <Show of={sources}>
        {(value) => (
          <>
            <Lines lines={value.notes} />
            <SourceList sources={value.sources} />
            {value.workspaces.map((workspace) => (
              <WorkspaceLines
                key={workspace.name}
                level={2}
                workspace={workspace}
                onRelease={sources.reload}
              />
            ))}
          </>
        )}
      </Show>
    </div>
  );
}
