import {
  Button,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
  Text,
} from '@forge/react';
import type { SaveEffect } from '../../contract';
import { counted } from './counted';

interface SaveDialogProps {
  /** What the save would do; nothing is asked without. */
  effect: SaveEffect | undefined;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Says what a save does to previews, before it does. */
export function SaveDialog({ effect, onConfirm, onCancel }: SaveDialogProps) {
  return (
    <ModalTransition>
      {effect && (
        <Modal onClose={onCancel} width="small">
          <ModalHeader>
            <ModalTitle>{questionOf(effect)}</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <Text>{consequenceOf(effect)}</Text>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={onCancel}>
              Cancel
            </Button>
            <Button appearance={effect.redeploys > 0 ? 'primary' : 'danger'} onClick={onConfirm}>
              {effect.deletes > 0
                ? 'Save and delete'
                : effect.replaces > 0
                  ? 'Save and replace'
                  : 'Save and redeploy'}
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
}

function questionOf({ deletes, replaces, redeploys }: SaveEffect): string {
  if (deletes > 0) return `Delete ${counted(deletes, 'preview')}?`;
  if (replaces > 0) return `Replace ${counted(replaces, 'preview')}?`;
  return `Redeploy ${counted(redeploys, 'preview')}?`;
}

function consequenceOf({ deletes, replaces }: SaveEffect): string {
  if (deletes > 0) {
    return 'Their environments are deleted, with all data in them. The settings stay, for when previews are switched on again.';
  }
  if (replaces > 0) {
    return 'Each gets a new environment at the other place, with a new address. The old one is deleted first, with all data in it.';
  }
  return 'Each is deployed again with the new settings. Until that has ended it may not answer.';
}
