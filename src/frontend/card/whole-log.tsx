import { Button, CodeBlock, Spinner, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { LogResult } from '../../contract';
import { callCard } from '../call-resolver';
import { NO_ANSWER_IN_DIALOG } from '../no-answer';
import { Refusal } from '../refusal';
import { ReadDialog } from './read-dialog';

interface WholeLogProps {
  /** The last lines, which are there without asking. */
  tail: string[];
  /** Whether the provider is asked for all of it. */
  isRead: boolean;
}

/** Opens all of the log that there is: what the provider still has, or else its last lines. */
export function WholeLog({ tail, isRead }: WholeLogProps) {
  const [open, setOpen] = useState(false);
  const [result, setResult] = useState<LogResult>();
  function show() {
    setOpen(true);
    setResult(undefined);
    if (!isRead) return;
    void callCard('readLog')
      .catch(() => NO_ANSWER_IN_DIALOG)
      .then(setResult);
  }
  return (
    <>
      <Button spacing="compact" appearance="subtle" onClick={show}>
        {isRead ? 'Show whole log' : `Show all ${tail.length} lines`}
      </Button>
      <ReadDialog title="Log" isOpen={open} onClose={() => setOpen(false)}>
        {isRead && !result ? (
          <Spinner label="Reading the log" />
        ) : (
          <Log tail={tail} result={result} />
        )}
      </ReadDialog>
    </>
  );
}

function Log({ tail, result }: { tail: string[]; result: LogResult | undefined }) {
  const whole = result?.type === 'log' ? result.text : '';
  return (
    <Stack space="space.100">
      {result?.type === 'refused' && <Refusal refused={result} />}
      {result?.type === 'log' && whole === '' && (
        <Text>The provider has nothing left of this log. These are its last lines.</Text>
      )}
      <CodeBlock
        text={whole || tail.join('\n')}
        language="text"
        showLineNumbers={false}
        shouldWrapLongLines
      />
    </Stack>
  );
}
