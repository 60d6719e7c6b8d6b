import type { FieldError, FieldValues } from '../../../domain/field';
import type { ProviderOptions } from '../../../domain/provider';
import { uncheckedProblem, type KnownOptions, type Offer } from '../../../domain/provider-kind';
import { pricedPlans } from './cost-of';
import { STOP_ON_FAILURE } from './fields';
import { optionsOf, STAGES, type CodesphereOptions } from './options';

/** A profile is a part of a file name, `ci.<profile>.yml`, and of a path at the provider. */
const PROFILE_NAME = /^[A-Za-z0-9_-]{0,64}$/;

/** What was entered, as Codesphere takes it: a choice that is none is empty. */
interface Entered {
  teamId: string;
  planId: string;
  profile: string;
  checked: string[];
  visibility: CodesphereOptions['visibility'];
}

/** The options that were chosen, or everything that is wrong with them, each at its field. */
export function parse(
  values: FieldValues,
  known: KnownOptions,
): { options: ProviderOptions } | { errors: FieldError[] } {
  const saved = known.saved && optionsOf(known.saved);
  const entered: Entered = {
    teamId: textOf(values.team),
    planId: textOf(values.plan),
    profile: textOf(values.profile).trim(),
    checked: Array.isArray(values.stages) ? values.stages : [],
    visibility: values.visibility === 'public' ? 'public' : 'restricted',
  };
  const errors = [...errorsOf(entered), ...offerErrors(entered, known.offer, saved)];
  if (errors.length > 0) return { errors };
  const offer = known.offer && 'choices' in known.offer ? known.offer : undefined;
  return { options: toOptions(entered, offer, saved) };
}

function textOf(value: FieldValues[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function errorsOf({ teamId, planId, profile, checked }: Entered): FieldError[] {
  const errors: FieldError[] = [];
  if (!teamId) errors.push({ field: 'team', message: 'Choose a team.' });
  if (!planId) errors.push({ field: 'plan', message: 'Choose a plan.' });
  if (!PROFILE_NAME.test(profile)) {
    errors.push({
      field: 'profile',
      message: 'A profile name has only letters, digits, - and _, and at most 64 of them.',
    });
  }
  if (!STAGES.some((stage) => checked.includes(stage))) {
    errors.push({ field: 'stages', message: 'Choose at least one stage.' });
  }
  return errors;
}

/** Team and plan must be on offer now; what is in use already may stay while nobody can be asked. */
function offerErrors(
  { teamId, planId }: Entered,
  offer: KnownOptions['offer'],
  saved: CodesphereOptions | undefined,
): FieldError[] {
  if (!offer) return [];
  if ('failure' in offer) {
    if (saved?.teamId === teamId && saved.planId === planId) return [];
    return [{ field: 'plan', message: uncheckedProblem('Team and plan', { offer }) }];
  }
  const errors: FieldError[] = [];
  if (teamId && !offer.places.some(({ place }) => place === teamId)) {
    errors.push({ field: 'team', message: 'The key does not open this team. Choose another.' });
  }
  const plan = offer.choices.plan?.find(({ value }) => value === planId);
  if (planId && (!plan || (plan.isRetired && saved?.planId !== planId))) {
    const message = 'The provider does not offer this plan. Choose another.';
    errors.push({ field: 'plan', message });
  }
  return errors;
}

/** With names and prices as they are now, or as they were when they were last known. */
function toOptions(
  { teamId, planId, profile, checked, visibility }: Entered,
  offer: Offer | undefined,
  saved: CodesphereOptions | undefined,
): CodesphereOptions {
  const plan = offer?.choices.plan?.find(({ value }) => value === planId);
  const known = saved?.planId === planId ? saved : undefined;
  const planPriceUsd = plan?.price?.amount ?? known?.planPriceUsd;
  const earlierPlans = saved ? pricedPlans(saved).filter(({ id }) => id !== planId) : [];
  const team = offer?.places.find(({ place }) => place === teamId);
  return {
    teamId,
    teamName: team?.title ?? saved?.teamName ?? teamId,
    planId,
    planTitle: plan?.title ?? known?.planTitle ?? planId,
    ...(planPriceUsd === undefined ? {} : { planPriceUsd }),
    ...(earlierPlans.length > 0 ? { earlierPlans } : {}),
    profile,
    stages: {
      prepare: checked.includes('prepare'),
      test: checked.includes('test'),
      run: checked.includes('run'),
    },
    stopOnTestFailure: checked.includes(STOP_ON_FAILURE),
    visibility,
  };
}
