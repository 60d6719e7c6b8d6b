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

interface DeleteDialogProps {
  isOpen: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before a preview is deleted. */
export function DeleteDialog({ isOpen, onConfirm, onCancel }: DeleteDialogProps) {
  return (
    <ModalTransition>
      {isOpen && (
        <Modal onClose={onCancel} width="small">
          <ModalHeader>
            <ModalTitle>Delete this preview?</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <Text>
              Its environment is deleted, with all data in it. The pull request stays as it is, and
              gets a new preview with the next push or when somebody chooses Redeploy.
            </Text>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={onCancel}>
              Cancel
            </Button>
            <Button appearance="danger" onClick={onConfirm}>
              Delete preview
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
}
