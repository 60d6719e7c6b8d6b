import { STAGES } from './options';
import type { Stage } from './judge-stage';

/** Where the log of a step is: of which stage, the how-manieth step from 0, on which server. */
export interface LogRef {
  stage: Stage;
  step: number;
  server: string;
}

/** A place of a log as text, to be kept with a failure. */
export function formatLogRef({ stage, step, server }: LogRef): string {
  return `${stage}/${step}/${server}`;
}

/** The place that `formatLogRef` wrote; undefined for any other text. */
export function parseLogRef(text: string): LogRef | undefined {
  const [, name, step, server = ''] = /^([a-z]+)\/(\d{1,4})\/(.*)$/.exec(text) ?? [];
  const stage = STAGES.find((one) => one === name);
  return stage && { stage, step: Number(step), server };
}
