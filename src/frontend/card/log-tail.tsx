import { Button, CodeBlock, Inline, Link, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { CardView, ProviderPage } from '../../contract';
import { CopyDialog } from './copy-dialog';
import { WholeLog } from './whole-log';

/**
 * So much is shown without scrolling, which would begin at the top. Test runners print the error, then its
 * stack, then a dozen lines of counts: fewer rows would show only those.
 */
const ROWS_SHOWN = 40;
/** About as many characters as a row of the card has. */
const ROW_LENGTH = 36;

interface LogTailProps extends Pick<
  NonNullable<CardView['failure']>,
  'message' | 'hasWholeLog' | 'logPage'
> {
  lines: string[];
}

/** The end of what a failed step printed, as much as fits, with the ways to the rest of it. */
export function LogTail({ lines, message, hasWholeLog, logPage }: LogTailProps) {
  const [copied, setCopied] = useState(false);
  const last = lastThatFit(lines);
  const hasMore = hasWholeLog === true || last.length < lines.length;
  return (
    <Stack space="space.075" alignInline="stretch">
      <CodeBlock
        text={last.join('\n')}
        language="text"
        showLineNumbers={false}
        shouldWrapLongLines
      />
      <Inline space="space.100" rowSpace="space.050" alignBlock="center" shouldWrap>
        {hasMore && <WholeLog tail={lines} isRead={hasWholeLog === true} />}
        <Button spacing="compact" appearance="subtle" onClick={() => setCopied(true)}>
          Copy log
        </Button>
        {logPage && <LogLink page={logPage} />}
      </Inline>
      <CopyDialog
        title="Copy log"
        label="What failed, and the end of the log"
        text={copied ? [message, ...lines].join('\n') : undefined}
        onClose={() => setCopied(false)}
      />
    </Stack>
  );
}

/** Leads to the provider's page with the log. */
export function LogLink({ page }: { page: ProviderPage }) {
  return (
    <Text size="small">
      <Link href={page.url} openNewTab>
        Log in {page.title}
      </Link>
    </Text>
  );
}

/** Whole lines from the end on, at least one. */
function lastThatFit(lines: string[]): string[] {
  let rows = 0;
  const before = lines.findLastIndex((line) => {
    rows += Math.max(1, Math.ceil(line.length / ROW_LENGTH));
    return rows > ROWS_SHOWN;
  });
  return lines.slice(Math.min(before + 1, lines.length - 1));
}
