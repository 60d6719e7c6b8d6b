import {
  Button,
  ErrorMessage,
  Label,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  RadioGroup,
  Stack,
  Text,
} from '@forge/react';
import { useState } from 'react';
import type { ConnectableProvider, SettingsView } from '../../contract';
import { useFreshState } from '../use-fresh-state';
import { useName } from '../use-name';
import { counted } from '../counted';
import { providerName } from '../provider-name';
import { disconnect } from './disconnect';

interface DisconnectDialogProps {
  isOpen: boolean;
  view: SettingsView;
  provider: ConnectableProvider;
  onDone: (view: SettingsView) => void;
  onCancel: () => void;
}

/** Asks before the key is forgotten, and what becomes of the previews that run. */
export function DisconnectDialog({ isOpen, ...rest }: DisconnectDialogProps) {
  return <ModalTransition>{isOpen && <Dialog {...rest} />}</ModalTransition>;
}

function Dialog({ view, provider, onDone, onCancel }: Omit<DisconnectDialogProps, 'isOpen'>) {
  const previews = useFreshState<'delete' | 'keep'>(view.previews.unreadable ? 'keep' : 'delete');
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });
  const { ofLabel, name } = useName();
  const { words } = provider;
  const title = providerName(provider);
  const open = view.previews.open + (view.previews.unreadable ?? 0);

  async function confirm() {
    setState({ busy: true });
    const answer = await disconnect(previews.newest());
    if (answer.type === 'done') onDone(answer.view);
    else setState({ busy: false, problem: answer.problem });
  }
  return (
    <Modal onClose={onCancel} width="small">
      <ModalHeader>
        <ModalTitle>{`Disconnect ${title}?`}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Stack space="space.150">
          <Text>
            The {words.key} and everything else on this page are deleted here, secret values
            included. Pull requests get no more previews. The key itself stays valid in {title}{' '}
            until it is deleted there.
          </Text>
          {open > 0 && (
            <Label id="fate" labelFor="previews" {...ofLabel}>
              What becomes of the previews
            </Label>
          )}
          {open > 0 && (
            <RadioGroup
              name="previews"
              {...(name === undefined ? {} : { 'aria-labelledby': name })}
              value={previews.value}
              options={[
                {
                  name: 'previews',
                  value: 'delete',
                  label: `Delete ${counted(open, 'preview')} first, with all data in them`,
                },
                {
                  name: 'previews',
                  value: 'keep',
                  label: `Leave them as they are. They cost money until they are deleted in ${title}`,
                },
              ]}
              onChange={(event) => previews.set(event.target.value === 'keep' ? 'keep' : 'delete')}
            />
          )}
          {problem && <ErrorMessage>{problem}</ErrorMessage>}
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" autoFocus isDisabled={busy} onClick={onCancel}>
          Cancel
        </Button>
        <LoadingButton appearance="danger" isLoading={busy} onClick={() => void confirm()}>
          Disconnect
        </LoadingButton>
      </ModalFooter>
    </Modal>
  );
}
