import type { Plan, SettingsView } from '../../contract';

/** One line of a select. */
export interface Choice {
  label: string;
  value: string;
}

/** What the team select offers, and the saved team even when the key does not open it any more. */
export function teamChoices(view: SettingsView): { choices: Choice[]; problem?: string } {
  const teams = view.teams ?? view.connection?.teams ?? [];
  const choices = teams.map((team) => ({ label: team.name, value: team.id }));
  const saved = view.options?.teamId;
  if (!saved || choices.some((choice) => choice.value === saved)) return { choices };
  const label = view.savedTeamName ?? `Team ${saved}`;
  return {
    choices: [...choices, { label: `${label} (not available)`, value: saved }],
    problem: `The API key does not open the team ${label} any more. Choose another team, or replace the key.`,
  };
}

/**
 * What the plan select offers: what is sold now, and the saved plan even when it is sold no more.
 * `problem` when the saved one is gone. Without live lists only the saved plan is known.
 */
export function planChoices(view: SettingsView): { choices: Choice[]; problem?: string } {
  const saved = view.options?.planId;
  const savedTitle = view.savedPlanTitle ?? `Plan ${saved}`;
  if (!view.plans) return { choices: saved ? [{ label: savedTitle, value: saved }] : [] };
  const offered = view.plans.filter((plan) => !plan.deprecated);
  const choices = offered.map((plan) => ({ label: planLabel(plan), value: plan.id }));
  if (!saved || choices.some((choice) => choice.value === saved)) return { choices };
  const retired = view.plans.find((plan) => plan.id === saved);
  const label = retired ? planLabel(retired) : savedTitle;
  return {
    choices: [...choices, { label: `${label} (no longer offered)`, value: saved }],
    problem: `The plan ${retired?.title ?? savedTitle} is no longer offered. Choose another plan.`,
  };
}

function planLabel(plan: Plan): string {
  const price = new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: Number.isInteger(plan.priceUsd) ? 0 : 2,
  }).format(plan.priceUsd);
  const size = `${plan.cpu} CPU, ${Number(plan.ramGib.toFixed(1))} GiB RAM, ${price} a month`;
  return `${plan.title}: ${size}${plan.sleepsWhenUnused ? ', sleeps when unused' : ''}`;
}
