import { Box, Heading, Stack, Text, xcss } from '@forge/react';
import { LayerSection } from '../layer/layer-section';

const column = xcss({ maxWidth: '800px' });

/** The rules of the previews of one project. */
export function ProjectPage() {
  return (
    <Box xcss={column}>
      <Stack space="space.300">
        <Stack space="space.100">
          <Heading as="h2" size="medium">
            Rules for the repositories of this project
          </Heading>
          <Text>
            What is set here goes before the workspace, and each repository can set it otherwise in
            its own settings, unless you keep it from that.
          </Text>
        </Stack>
        <LayerSection where="in this project" whom="Repositories" level="h3" />
      </Stack>
    </Box>
  );
}
