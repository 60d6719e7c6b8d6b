import { RadioGroup } from '@forge/react';
import type { ConnectableProvider } from '../contract';

interface ProviderChoiceProps {
  providers: ConnectableProvider[];
  /** The id of the one that is chosen. */
  chosen: string | undefined;
  onChoose: (id: string) => void;
  /** The id of the heading above it. */
  labelledBy: string;
}

/** Which provider is to be connected. */
export function ProviderChoice({ providers, chosen, onChoose, labelledBy }: ProviderChoiceProps) {
  return (
    <RadioGroup
      name="provider"
      aria-labelledby={labelledBy}
      value={chosen ?? ''}
      options={providers.map(({ id, title }) => ({ name: 'provider', value: id, label: title }))}
      onChange={({ target }) => onChoose(String(target.value ?? ''))}
    />
  );
}
