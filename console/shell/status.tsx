import { Button } from '../parts/controls/button.tsx';
import { Line, notice } from '../parts/notice.tsx';

/** The one live region for what happened. It is always there: what appears with it is not read. */
export function Status() {
  const { value } = notice;
  return (
    <div class="notice" data-kind={value?.kind}>
      <div role="status">
        {value?.lines.map((line) => (
          <Line key={line} line={line} />
        ))}
      </div>
      {value && (
        <Button
          look="quiet"
          label="Close the message"
          onPress={() => {
            notice.value = undefined;
          }}
        >
          ✕
        </Button>
      )}
    </div>
  );
}
