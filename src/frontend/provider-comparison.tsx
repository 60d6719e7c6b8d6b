import { Box, Button, Heading, Inline, List, ListItem, Stack, Text, xcss } from '@forge/react';
import { useState } from 'react';
import type { ConnectableProvider } from '../contract';

const column = xcss({ width: '240px' });

/** The providers side by side, for whoever wants to compare them before choosing. */
export function ProviderComparison({ providers }: { providers: ConnectableProvider[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack space="space.200" alignInline="start">
      <Button spacing="compact" appearance="subtle" onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide the comparison' : 'Compare them'}
      </Button>
      {isOpen && (
        <Inline space="space.300" rowSpace="space.300" shouldWrap>
          {providers.map((provider) => (
            <Box key={provider.id} xcss={column}>
              <Provider provider={provider} />
            </Box>
          ))}
        </Inline>
      )}
    </Stack>
  );
}

function Provider({ provider: { title, words } }: { provider: ConnectableProvider }) {
  const { needs, can, cannot } = words.comparison;
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        {title}
      </Heading>
      <Clauses title="You need" clauses={needs} />
      <Clauses title="You get" clauses={can} />
      <Clauses title="You do not get" clauses={cannot} />
    </Stack>
  );
}

function Clauses({ title, clauses }: { title: string; clauses: string[] }) {
  return (
    <Stack>
      <Text size="small" weight="semibold">
        {title}
      </Text>
      <List type="unordered">
        {clauses.map((clause) => (
          <ListItem key={clause}>
            <Text size="small">{clause}</Text>
          </ListItem>
        ))}
      </List>
    </Stack>
  );
}
