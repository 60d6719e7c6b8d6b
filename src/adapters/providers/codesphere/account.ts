import { array, boolean, nullish, number, object, string } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import type { Plan, Team } from '../../../domain/provider';
import { Id } from './environment';
import type { CodesphereRequest } from './request';

/** The unit of RAM and SSD is bytes: Codesphere's own client divides them so. */
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
      SSD: number(),
      onDemand: nullish(boolean()),
    }),
  }),
);

/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 100;

/** The teams that the key opens. */
export async function listTeams(request: CodesphereRequest): Promise<Team[]> {
  const call = { purpose: 'list the teams', method: 'GET', path: '/teams' } as const;
  const teams = await request.read({ ...call, target: 'account' }, Teams);
  return teams.map(({ id, name }) => ({ id: String(id), name: titleOf(name) }));
}

/** Every plan, deprecated ones included. */
export async function listPlans(request: CodesphereRequest): Promise<Plan[]> {
  const path = '/metadata/workspace-plans';
  const call = { purpose: 'list the plans', method: 'GET', path, target: 'account' } as const;
  return (await request.read(call, Plans)).map((plan) => ({
    id: String(plan.id),
    title: titleOf(plan.title),
    priceUsd: plan.priceUsd,
    cpu: plan.characteristics.CPU,
    ramGib: plan.characteristics.RAM / BYTES_PER_GIB,
    storageGib: plan.characteristics.SSD / BYTES_PER_GIB,
    sleepsWhenUnused: plan.characteristics.onDemand ?? false,
    deprecated: plan.deprecated ?? false,
  }));
}

function titleOf(name: string): string {
  return shortLine(cleanText(name), LONGEST_TITLE);
}
