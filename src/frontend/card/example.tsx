import { Button, Stack } from '@forge/react';
import { useState } from 'react';
import type { CardView } from '../../contract';
import { CopyDialog } from './copy-dialog';

type ExampleProps = Required<Pick<NonNullable<CardView['failure']>, 'example'>>;

/** Opens a file that the repository lacks, as it could be, to be copied. */
export function Example({ example: { path, text } }: ExampleProps) {
  const [open, setOpen] = useState(false);
  return (
    <Stack alignInline="start">
      <Button spacing="compact" onClick={() => setOpen(true)}>
        {`Show an example ${path}`}
      </Button>
      <CopyDialog
        title={`Example ${path}`}
        label={path}
        text={open ? text : undefined}
        onClose={() => setOpen(false)}
      />
    </Stack>
  );
}
