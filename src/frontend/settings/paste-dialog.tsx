import {
  Button,
  Checkbox,
  ErrorMessage,
  Label,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  Stack,
  TextArea,
} from '@forge/react';
import { useState } from 'react';
import type { DotenvResult } from '../../contract';
import { callSettings } from '../call-resolver';

type Rows = Extract<DotenvResult, { type: 'parsed' }>['rows'];

interface PasteDialogProps {
  isOpen: boolean;
  onPaste: (rows: Rows, secret: boolean) => void;
  onCancel: () => void;
}

/** Takes the text of a .env file and turns it into rows; all of them or, with a bad line, none. */
export function PasteDialog({ isOpen, ...rest }: PasteDialogProps) {
  return <ModalTransition>{isOpen && <Dialog {...rest} />}</ModalTransition>;
}

function Dialog({ onPaste, onCancel }: Omit<PasteDialogProps, 'isOpen'>) {
  const [text, setText] = useState('');
  const [secret, setSecret] = useState(true);
  const [{ busy, problems }, setState] = useState<{ busy: boolean; problems: string[] }>({
    busy: false,
    problems: [],
  });

  async function add() {
    setState({ busy: true, problems: [] });
    const answer = await callSettings('parseDotenv', { text }).catch(() => undefined);
    const found = problemsOf(answer);
    if (answer?.type === 'parsed' && found.length === 0) onPaste(answer.rows, secret);
    else setState({ busy: false, problems: found });
  }
  return (
    <Modal onClose={onCancel} width="medium">
      <ModalHeader>
        <ModalTitle>Paste .env</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Stack space="space.100">
          <Label labelFor="dotenv">Text of a .env file</Label>
          <TextArea
            id="dotenv"
            minimumRows={8}
            isMonospaced
            spellCheck={false}
            placeholder="DATABASE_URL=postgres://…"
            isDisabled={busy}
            isInvalid={problems.length > 0}
            onChange={(event) => setText(String(event.target.value ?? ''))}
          />
          {problems.map((problem) => (
            <ErrorMessage key={problem}>{problem}</ErrorMessage>
          ))}
          <Checkbox
            label="Treat all values as secrets"
            isChecked={secret}
            isDisabled={busy}
            onChange={() => setSecret(!secret)}
          />
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" isDisabled={busy} onClick={onCancel}>
          Cancel
        </Button>
        <LoadingButton
          appearance="primary"
          isLoading={busy}
          isDisabled={text.trim() === ''}
          onClick={() => void add()}
        >
          Add variables
        </LoadingButton>
      </ModalFooter>
    </Modal>
  );
}

function problemsOf(answer: DotenvResult | undefined): string[] {
  if (!answer) return ['The app did not answer. Try again.'];
  if (answer.type === 'refused') return [`${answer.message} ${answer.remedy}`];
  if (answer.errors.length > 0) {
    return ['Nothing was added yet.', ...answer.errors.map((error) => error.message)];
  }
  return answer.rows.length === 0 ? ['There is no variable in this text.'] : [];
}
