import { defined } from '../../../domain/defined';
import type { Choice, Field } from '../../../domain/field';
import { offerOf, type KnownOptions } from '../../../domain/provider-kind';
import { REPOSITORY, STACK } from './offer';
import { optionsOf, type SpaceliftOptions } from './options';

/** What the settings page asks: which stacks, and what to do where Spacelift plans nothing by itself. */
export function fields(known: KnownOptions): Field[] {
  const saved = known.saved && optionsOf(known.saved);
  return [
    stacksField(known, saved),
    {
      type: 'radio',
      name: 'withoutRun',
      label: 'Where Spacelift makes no run of a commit',
      section: 'What is planned',
      value: saved?.withoutRun ?? 'start',
      choices: [
        { value: 'start', label: 'Start one after a minute' },
        { value: 'tell', label: 'Start none, and say so in the card' },
      ],
      help: 'Spacelift makes none where a commit touches no file of the stack, or its push policy ignores it. With several stacks in one repository, start none.',
    },
  ];
}

function stacksField(known: KnownOptions, saved: SpaceliftOptions | undefined): Field {
  const offer = offerOf(known);
  const { choices, isElsewhere } = choicesOf(known);
  const offered = offer?.choices[STACK] ?? [];
  const gone = (saved?.stacks ?? []).filter(
    (one) => !offered.some(({ value }) => value === one.id),
  );
  const shown = (saved?.stacks ?? []).filter(
    (one) => !choices.some(({ value }) => value === one.id),
  );
  const only = choices.length === 1 && !isElsewhere ? choices.map(({ value }) => value) : [];
  const lost = `The key does not see ${gone.map(({ title }) => title).join(', ')} any more. Choose other stacks, or replace the key by one that sees them.`;
  return {
    type: 'several',
    name: 'stacks',
    label: 'Stacks',
    section: 'What is planned',
    value: saved?.stacks.map(({ id }) => id) ?? only,
    choices: [
      ...choices,
      ...shown.map(({ id, title }) => ({
        value: id,
        label: offer && gone.some((one) => one.id === id) ? `${title} (not available)` : title,
      })),
    ],
    help: isElsewhere
      ? 'No stack that the key sees is of this repository. Each is shown with its own.'
      : 'Each by its space and name. The card shows the plans of all of them.',
    ...defined({
      isLocked: offer ? undefined : (true as const),
      problem: offer && gone.length > 0 ? lost : undefined,
    }),
  };
}

/**
 * The stacks of the repository. How Spacelift writes a workspace is not documented, so the name of the repository
 * is enough; where none has it, all are shown.
 */
function choicesOf(known: KnownOptions): { choices: Choice[]; isElsewhere: boolean } {
  const offer = offerOf(known);
  const all = offer?.choices[STACK] ?? [];
  const nameOf = (id: string) =>
    offer?.choices[REPOSITORY]?.find(({ value }) => value === id)?.title ?? '';
  const slug = slugOf(known.repository ?? '');
  const own = all.filter(({ value }) => slugOf(nameOf(value)) === slug);
  const isElsewhere = own.length === 0 && all.length > 0 && slug !== '';
  const isOwn = own.length > 0;
  return {
    choices: (isOwn ? own : all).map(({ value, label }) => ({
      value,
      label: isOwn ? label : `${label}: ${nameOf(value)}`,
    })),
    isElsewhere,
  };
}

function slugOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}
