import { Box, Checkbox, Heading, Inline, Label, Stack, Text, Textfield, xcss } from '@forge/react';
import { useState } from 'react';
import type { RepositoryRow } from '../../../contract';
import { counted } from '../../counted';
import { SelectField } from '../../fields/select-field';

interface RepositoryListProps {
  rows: RepositoryRow[];
  chosen: ReadonlySet<string>;
  isDisabled: boolean;
  onChoose: (ids: string[], isChosen: boolean) => void;
}

const filter = xcss({ minWidth: '200px' });

/** More would make the page long and slow; the rest is found by name. */
const MOST_SHOWN = 30;
const EVERY_PROJECT = { label: 'Every project', value: '' };

/** Repositories to choose from, by name and project. "Choose all" takes those that are found, shown or not. */
export function RepositoryList({ rows, chosen, isDisabled, onChoose }: RepositoryListProps) {
  const [words, setWords] = useState('');
  const [project, setProject] = useState(EVERY_PROJECT.value);
  const projects = [...new Set(rows.flatMap((row) => row.project ?? []))].sort();
  const options = [EVERY_PROJECT, ...projects.map((name) => ({ label: name, value: name }))];
  const found = rows.filter(
    (row) => row.name.includes(words.trim().toLowerCase()) && (!project || row.project === project),
  );
  const hidden = found.length - MOST_SHOWN;
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Which repositories
      </Heading>
      <Inline space="space.200" alignBlock="end" shouldWrap>
        <Box xcss={filter}>
          <Label labelFor="repository-words">Name of the repository</Label>
          <Textfield
            id="repository-words"
            onChange={({ target }) => setWords(String(target.value ?? ''))}
          />
        </Box>
        {projects.length > 1 && (
          <Box xcss={filter}>
            <SelectField
              id="repository-project"
              label="Project"
              options={options}
              value={project}
              onChange={setProject}
            />
          </Box>
        )}
      </Inline>
      {found.length === 0 ? (
        <Text>No repository without previews is called so.</Text>
      ) : (
        <Checkbox
          label={`Choose all ${found.length}`}
          isChecked={found.every(({ id }) => chosen.has(id))}
          isDisabled={isDisabled}
          onChange={({ target }) =>
            onChoose(
              found.map(({ id }) => id),
              target.checked === true,
            )
          }
        />
      )}
      <Stack>
        {found.slice(0, MOST_SHOWN).map(({ id, name, project: within }) => (
          <Checkbox
            key={id}
            label={projects.length > 1 && within ? `${name} (${within})` : name}
            isChecked={chosen.has(id)}
            isDisabled={isDisabled}
            onChange={({ target }) => onChoose([id], target.checked === true)}
          />
        ))}
      </Stack>
      {hidden > 0 && (
        <Text color="color.text.subtle">
          {counted(hidden, 'more repository', 'more repositories')} {hidden === 1 ? 'is' : 'are'}{' '}
          not shown: enter a part of the name.
        </Text>
      )}
    </Stack>
  );
}
