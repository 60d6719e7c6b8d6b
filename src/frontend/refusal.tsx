import { SectionMessage, Stack, Text } from '@forge/react';

interface RefusalProps {
  message: string;
  remedy: string;
  appearance?: 'error' | 'warning' | 'information';
}

/** Something that was refused or is wrong, and what the reader can do about it. */
export function Refusal({ message, remedy, appearance = 'warning' }: RefusalProps) {
  return (
    <SectionMessage appearance={appearance}>
      <Stack space="space.050">
        <Text weight="medium">{message}</Text>
        <Text>{remedy}</Text>
      </Stack>
    </SectionMessage>
  );
}
