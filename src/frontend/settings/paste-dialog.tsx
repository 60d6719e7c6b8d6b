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
import { LONGEST_DOTENV, type DotenvResult } from '../../contract';
import { callSettings } from '../call-resolver';
import { useFreshState } from '../use-fresh-state';
import { counted } from '../counted';

type Entries = Extract<DotenvResult, { type: 'parsed' }>['entries'];

/** What was found in the text as it stands. Entries with problems beside them wait for a second yes. */
interface Found {
  busy: boolean;
  entries: Entries;
  problems: string[];
}

const TOO_LONG = `The text has more than ${LONGEST_DOTENV.toLocaleString('en')} characters. Paste a smaller part of it.`;

const nothing: Found = { busy: false, entries: [], problems: [] };

interface PasteDialogProps {
  isOpen: boolean;
  /** Of the variables that there are. */
  names: string[];
  onPaste: (entries: Entries, secret: boolean) => void;
  onCancel: () => void;
}

/** Takes the text of a .env file and turns it into rows. Lines with problems are named first. */
export function PasteDialog({ isOpen, ...rest }: PasteDialogProps) {
  return <ModalTransition>{isOpen && <Dialog {...rest} />}</ModalTransition>;
}

function Dialog({ names, onPaste, onCancel }: Omit<PasteDialogProps, 'isOpen'>) {
  const text = useFreshState('');
  const secret = useFreshState(true);
  const found = useFreshState(nothing);
  const { busy, entries, problems } = found.value;

  function edit(next: string) {
    text.set(next);
    found.set(nothing);
  }
  async function add() {
    const known = found.newest().entries;
    if (known.length > 0) return onPaste(known, secret.newest());
    const payload = { text: text.newest() };
    if (payload.text.length > LONGEST_DOTENV)
      return found.set({ ...nothing, problems: [TOO_LONG] });
    found.set({ ...nothing, busy: true });
    const next = foundIn(await callSettings('parseDotenv', payload).catch(() => undefined), names);
    if (next.problems.length === 0) onPaste(next.entries, secret.newest());
    else found.set(next);
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
            autoFocus
            isMonospaced
            spellCheck={false}
            placeholder="DATABASE_URL=postgres://…"
            isDisabled={busy}
            isInvalid={problems.length > 0}
            onChange={(event) => edit(String(event.target.value ?? ''))}
          />
          {problems.map((problem) => (
            <ErrorMessage key={problem}>{problem}</ErrorMessage>
          ))}
          <Checkbox
            label="Treat all values as secrets"
            isChecked={secret.value}
            isDisabled={busy}
            onChange={(event) => secret.set(event.target.checked === true)}
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
          isDisabled={text.value.trim() === ''}
          onClick={() => void add()}
        >
          {entries.length > 0
            ? `Add ${counted(entries.length, 'variable')} anyway`
            : 'Add variables'}
        </LoadingButton>
      </ModalFooter>
    </Modal>
  );
}

function foundIn(answer: DotenvResult | undefined, names: string[]): Found {
  if (!answer) return { ...nothing, problems: ['The app did not answer. Try again.'] };
  if (answer.type === 'refused') {
    return { ...nothing, problems: [`${answer.message} ${answer.remedy}`] };
  }
  const { entries, problems } = answer;
  const none = entries.length === 0 ? ['There is no variable in this text.'] : [];
  const replaced = entries.map(({ name }) => name).filter((name) => names.includes(name));
  const replaces = replaced.map((name) => `${name} is there already: its value is replaced.`);
  return { busy: false, entries, problems: [...problems, ...replaces, ...none] };
}
