import { defined } from '../../../domain/defined';
import type { Field } from '../../../domain/field';
import { offerOf, type KnownOptions } from '../../../domain/provider-kind';
import { optionsOf, type UpsunOptions } from './options';

/** What the settings page asks: which project, and what a preview begins with. */
export function fields(known: KnownOptions): Field[] {
  const saved = known.saved && optionsOf(known.saved);
  return [
    projectField(known, saved),
    {
      type: 'radio',
      name: 'resources',
      label: 'Resources',
      section: 'What a new preview begins with',
      value: saved?.resources ?? 'minimum',
      choices: [
        { value: 'minimum', label: 'The least that Upsun gives: the cheapest' },
        { value: 'parent', label: 'As much as its parent has' },
      ],
      help: 'The parent is the environment of the branch that the pull request goes into. Upsun charges for what runs, by the plan of the project.',
    },
    {
      type: 'radio',
      name: 'data',
      label: 'Data',
      section: 'What a new preview begins with',
      value: saved?.data ?? 'parent',
      choices: [
        { value: 'parent', label: "A copy of its parent's databases and files" },
        { value: 'none', label: 'Empty databases and no files' },
      ],
      help: 'Whoever opens a preview may see what its data shows. Choose none where the parent holds data of customers.',
    },
  ];
}

function projectField(known: KnownOptions, saved: UpsunOptions | undefined): Field {
  const offer = offerOf(known);
  const projects = (offer?.places ?? known.places).map(({ place, title }) => ({
    value: place,
    label: title,
  }));
  const isGone = saved !== undefined && !projects.some(({ value }) => value === saved.project);
  const gone = { value: saved?.project ?? '', label: `${saved?.projectTitle} (not available)` };
  // With several there is none that is usual: a wrong one would be connected to another repository.
  const only = projects.length === 1 ? projects[0]?.value : undefined;
  return {
    type: 'choice',
    name: 'project',
    label: 'Project',
    section: 'Where previews run',
    value: saved?.project ?? only ?? '',
    choices: isGone ? [...projects, gone] : projects,
    missing: 'Choose a project.',
    help: 'Its Bitbucket integration must be of this repository, fetch branches, and not build pull requests. Each preview is the environment of its branch there.',
    ...defined({
      isLocked: offer ? undefined : (true as const),
      problem: isGone
        ? `The token does not open the project ${saved.projectTitle} any more. Choose another project, or replace the token by one that opens it.`
        : undefined,
    }),
  };
}
