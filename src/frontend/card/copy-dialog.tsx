import { HelperMessage, Label, Stack, TextArea } from '@forge/react';
import { ReadDialog } from './read-dialog';

interface CopyDialogProps {
  title: string;
  /** What the text is. */
  label: string;
  /** Open while there is one. */
  text: string | undefined;
  onClose: () => void;
}

/**
 * Shows a text in a field of its own, where the keys for "select all" take just this. UI Kit has no clipboard,
 * and the browser's is closed to the frame that an app runs in: it never has the focus.
 */
export function CopyDialog({ title, label, text, onClose }: CopyDialogProps) {
  return (
    <ReadDialog title={title} isOpen={text !== undefined} onClose={onClose}>
      <Stack space="space.050">
        <Label labelFor="copied-text">{label}</Label>
        <TextArea
          id="copied-text"
          name="copied-text"
          defaultValue={text ?? ''}
          isReadOnly
          isMonospaced
          autoFocus
          minimumRows={text?.includes('\n') ? 12 : 2}
        />
        <HelperMessage>Select all with Ctrl+A or ⌘A, then copy with Ctrl+C or ⌘C.</HelperMessage>
      </Stack>
    </ReadDialog>
  );
}
