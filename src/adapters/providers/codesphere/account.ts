import { array, boolean, nullish, number, object, string, type InferOutput } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import { priceWords } from '../../../domain/price';
import type { Offer, OfferedChoice } from '../../../domain/provider-kind';
import { priceOf } from './cost-of';
import { Id } from './environment';
import type { CodesphereRequest } from './request';

/** The unit of RAM is bytes: Codesphere's own client divides them so. */
const BYTES_PER_GIB = 1024 ** 3;

const Teams = array(object({ id: Id, name: string() }));

const Plans = array(
  object({
    id: Id,
    title: string(),
    priceUsd: number(),
    deprecated: nullish(boolean()),
    characteristics: object({
      CPU: number(),
      RAM: number(),
      onDemand: nullish(boolean()),
    }),
  }),
);

/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 100;

/** The teams that the key opens, and every plan, deprecated ones included. */
export async function readOffer(request: CodesphereRequest): Promise<Offer> {
  const path = '/metadata/workspace-plans';
  const [teams, plans] = await Promise.all([
    request.read(
      { purpose: 'list the teams', method: 'GET', path: '/teams', target: 'account' },
      Teams,
    ),
    request.read({ purpose: 'list the plans', method: 'GET', path, target: 'account' }, Plans),
  ]);
  const usual = usualOf(plans);
  return {
    places: teams.map(({ id, name }) => ({ place: String(id), title: titleOf(name) })),
    choices: { plan: plans.map((plan) => choiceOf(plan, plan === usual)) },
  };
}

type Plan = InferOutput<typeof Plans>[number];

/** A preview is idle most of its life, so the cheapest plan that then sleeps is the usual choice. */
function usualOf(plans: Plan[]): Plan | undefined {
  const sleeping = plans.filter(
    ({ deprecated, characteristics }) => !deprecated && characteristics.onDemand,
  );
  return sleeping.sort((one, other) => one.priceUsd - other.priceUsd)[0];
}

function choiceOf(plan: Plan, isUsual: boolean): OfferedChoice {
  const { id, priceUsd, characteristics } = plan;
  const title = titleOf(plan.title);
  const ramGib = Number((characteristics.RAM / BYTES_PER_GIB).toFixed(1));
  const price = priceOf(priceUsd);
  const sleeps = characteristics.onDemand ? ', sleeps when unused' : '';
  return {
    value: String(id),
    title,
    label: `${title}: ${characteristics.CPU} CPU, ${ramGib} GiB RAM, ${priceWords(price)}${sleeps}`,
    price,
    ...(plan.deprecated ? { isRetired: true } : {}),
    ...(isUsual ? { isUsual } : {}),
  };
}

function titleOf(name: string): string {
  return shortLine(cleanText(name), LONGEST_TITLE);
}
