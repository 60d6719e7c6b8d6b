import { RadioGroup } from '@forge/react';
import type { ConnectableProvider } from '../contract';

interface ProviderChoiceProps {
  providers: ConnectableProvider[];
  /** The id of the one that is chosen. */
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** Which provider is to be connected. */
export function ProviderChoice({ providers, chosen, onChoose }: ProviderChoiceProps) {
  return (
    <RadioGroup
      name="provider"
      value={chosen ?? ''}
      options={providers.map(({ id, title }) => ({ name: 'provider', value: id, label: title }))}
      onChange={({ target }) => onChoose(String(target.value ?? ''))}
    />
  );
}
