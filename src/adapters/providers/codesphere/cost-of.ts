import { priceWords, type Price } from '../../../domain/price';
import type { Cost, KnownOptions } from '../../../domain/provider-kind';
import { optionsOf, type CodesphereOptions, type PricedPlan } from './options';

/**
 * What a plan costs: as Codesphere offers it now, or as it was when it was last chosen. Undefined when
 * nobody noted it.
 */
export function costOf(planId: string | undefined, known: KnownOptions): Cost | undefined {
  const saved = known.saved && optionsOf(known.saved);
  const id = planId ?? saved?.planId;
  const { offer } = known;
  const plans = offer && 'choices' in offer ? (offer.choices.plan ?? []) : [];
  const offered = plans.find(({ value }) => value === id);
  if (offered?.price) return { title: offered.title, price: priceWords(offered.price) };
  const plan = saved && pricedPlans(saved).find((one) => one.id === id);
  return plan && { title: plan.title, price: priceWords(priceOf(plan.priceUsd)) };
}

/** Codesphere tells the price of a month in US dollars. */
export function priceOf(priceUsd: number): Price {
  return { amount: priceUsd, currency: 'USD', per: 'month' };
}

/** The plan that is chosen and those that were, as far as it was noted what they cost. */
export function pricedPlans(options: CodesphereOptions): PricedPlan[] {
  const { planId: id, planTitle: title, planPriceUsd: priceUsd, earlierPlans = [] } = options;
  return priceUsd === undefined ? earlierPlans : [{ id, title, priceUsd }, ...earlierPlans];
}
