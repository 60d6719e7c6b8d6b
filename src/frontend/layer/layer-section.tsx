import { Spinner, Stack, Text } from '@forge/react';
import { useCallback, useEffect, useState } from 'react';
import type { LayerLoadResult, LayerView } from '../../contract';
import { callLayer } from '../call-resolver';
import { counted } from '../counted';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';
import { LayerForm } from './layer-form';

interface LayerSectionProps {
  /** Whose repositories they are for, to end a sentence: `in this workspace`. */
  where: string;
  /** Who is below it, to begin a sentence: `Projects and repositories`. */
  whom: string;
  /** Of the headings in it. */
  level: 'h2' | 'h3';
}

/** The rules that the workspace or the project of the page sets, once they are read. */
export function LayerSection({ where, whom, level }: LayerSectionProps) {
  const [read, setRead] = useState<LayerLoadResult | 'loading' | 'no-answer'>('loading');
  const load = useCallback(() => {
    setRead('loading');
    callLayer('loadLayer').then(setRead, () => setRead('no-answer'));
  }, []);
  useEffect(load, [load]);
  if (read === 'loading') return <Spinner label="Reading the rules" />;
  if (read === 'no-answer') {
    return <NoAnswer consequence="The rules could not be read." onRetry={load} />;
  }
  if (read.type === 'refused') return <Refusal refused={read} onRetry={load} />;
  return (
    <Stack space="space.300">
      <Text>{holdWords(read.layer, where)}</Text>
      <LayerForm layer={read.layer} whom={whom} level={level} />
    </Stack>
  );
}

function holdWords({ repositories }: LayerView, where: string): string {
  if (repositories === 0) {
    return `No repository ${where} has previews yet. These rules hold for those that come.`;
  }
  const counts = counted(repositories, 'repository', 'repositories');
  return `These rules are for the ${counts} with previews ${where} and for those that come, unless they set others.`;
}
