import { Button, CodeBlock, Stack } from '@forge/react';
import { useState } from 'react';
import { ReadDialog } from './read-dialog';

/** So many lines fit in the narrow card without pushing all else away. */
const LINES_SHOWN = 12;

/** The last lines that a failed step printed; all of them are one click away, where there is room. */
export function LogTail({ lines }: { lines: string[] }) {
  const [open, setOpen] = useState(false);
  const last = lines.slice(-LINES_SHOWN);
  return (
    <Stack space="space.075" alignInline="stretch">
      <Lines lines={last} />
      {last.length < lines.length && (
        <Button spacing="compact" appearance="subtle" onClick={() => setOpen(true)}>
          {`Show all ${lines.length} lines`}
        </Button>
      )}
      <ReadDialog title="Log" isOpen={open} onClose={() => setOpen(false)}>
        <Lines lines={lines} />
      </ReadDialog>
    </Stack>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <CodeBlock
      text={lines.join('\n')}
      language="text"
      showLineNumbers={false}
      shouldWrapLongLines
    />
  );
}
