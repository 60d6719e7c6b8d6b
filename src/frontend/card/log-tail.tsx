import { Box, Button, CodeBlock, Stack, xcss } from '@forge/react';
import { useState } from 'react';
import { ReadDialog } from './read-dialog';

/** A test runner's summary fits, and above it why the last test failed. */
const LINES_SHOWN = 24;

/** So high that it pushes nothing else away; the rest is a scroll away. */
const window = xcss({ maxHeight: '320px', overflow: 'auto' });

/** The last lines that a failed step printed; all of them are one click away, where there is room. */
export function LogTail({ lines }: { lines: string[] }) {
  const [open, setOpen] = useState(false);
  const last = lines.slice(-LINES_SHOWN);
  return (
    <Stack space="space.075" alignInline="stretch">
      <Box xcss={window}>
        <Lines lines={last} />
      </Box>
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
