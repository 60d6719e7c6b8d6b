import { hashOf } from './hash-of';
import type { ProviderOptions } from './provider';
import type { OptionsKind } from './provider-kind';
import type { PreviewOptions, Variable } from './settings';

/** What was chosen at a provider, as the settings keep it. */
export function previewOptions(
  kind: OptionsKind,
  provider: ProviderOptions,
  variables: Variable[],
): PreviewOptions {
  const uses = hashOf(kind.uses(provider));
  return { place: kind.place(provider), provider, uses, variables };
}
