import { Button, List, ListItem, Spinner, Stack, Text } from '@forge/react';
import { useState } from 'react';
import { formatDuration, type HistoryLine, type HistoryResult } from '../../contract';
import { callCard } from '../call-resolver';
import { formatDate } from '../format-date';
import { NO_ANSWER_IN_DIALOG } from '../no-answer';
import { PersonName } from '../person-name';
import { Refusal } from '../refusal';
import { ReadDialog } from './read-dialog';

interface HistoryProps {
  /** Begin with the focus. */
  isBegun: boolean;
  isDisabled: boolean;
}

/** Opens what happened to the preview, and why. */
export function History({ isBegun, isDisabled }: HistoryProps) {
  const [open, setOpen] = useState(false);
  const [result, setResult] = useState<HistoryResult>();
  function show() {
    setOpen(true);
    setResult(undefined);
    void callCard('readHistory')
      .catch(() => NO_ANSWER_IN_DIALOG)
      .then(setResult);
  }
  return (
    <>
      <Button
        spacing="compact"
        appearance="subtle"
        autoFocus={isBegun}
        isDisabled={isDisabled}
        onClick={show}
      >
        History
      </Button>
      <ReadDialog title="History of this preview" isOpen={open} onClose={() => setOpen(false)}>
        <Content result={result} />
      </ReadDialog>
    </>
  );
}

function Content({ result }: { result: HistoryResult | undefined }) {
  if (!result) return <Spinner label="Reading the history" />;
  if (result.type === 'refused') return <Refusal refused={result} />;
  if (result.lines.length === 0) return <Text>Nothing has happened yet.</Text>;
  return (
    <List type="unordered">
      {result.lines.map((line, index) => (
        <ListItem key={index}>
          <Line line={line} />
        </ListItem>
      ))}
    </List>
  );
}

function Line({ line: { at, text, noticedBy, lateSeconds, by } }: { line: HistoryLine }) {
  const late = lateSeconds ? `, ${formatDuration(lateSeconds * 1000)} late` : '';
  return (
    <Stack space="space.025">
      <Text>{text}</Text>
      <Text size="small" color="color.text.subtlest">
        {formatDate(at)}
        {by ? ' · ' : noticedBy && ` · Noticed by ${noticedBy}${late}`}
        {by && <PersonName isFirst accountId={by} />}
      </Text>
    </Stack>
  );
}
