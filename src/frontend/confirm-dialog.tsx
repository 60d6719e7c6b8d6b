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

/** Something that wants a yes before it is done. */
export interface Question {
  title: string;
  /** What a yes leads to. */
  consequence: string;
  /** The button that means yes. */
  yes: string;
  appearance: 'primary' | 'danger';
}

interface ConfirmDialogProps {
  /** Open while there is one. */
  question: Question | undefined;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something is done. */
export function ConfirmDialog({ question, onConfirm, onCancel }: ConfirmDialogProps) {
  return (
    <ModalTransition>
      {question && (
        <Modal onClose={onCancel} width="small">
          <ModalHeader>
            <ModalTitle>{question.title}</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <Text>{question.consequence}</Text>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" autoFocus onClick={onCancel}>
              Cancel
            </Button>
            <Button appearance={question.appearance} onClick={onConfirm}>
              {question.yes}
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  );
}
