import { RadioGroup } from '@forge/react';
import type { ConnectableProvider } from '../contract';

interface ProviderChoiceProps {
  providers: ConnectableProvider[];
  /** The id of the one that is chosen. */
  chosen: string | undefined;
  onChoose: (id: string) => void;
  /** Of the heading above it, from `useName`. */
  labelledBy: string | undefined;
}

/** Which provider is to be connected. */
export function ProviderChoice({ providers, chosen, onChoose, labelledBy }: ProviderChoiceProps) {
  return (
    <RadioGroup
      name="provider"
      {...(labelledBy === undefined ? {} : { 'aria-labelledby': labelledBy })}
      value={chosen ?? ''}
      options={providers.map(({ id, title }) => ({ name: 'provider', value: id, label: title }))}
      onChange={({ target }) => onChoose(String(target.value ?? ''))}
    />
  );
}
