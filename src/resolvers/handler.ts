import * as v from 'valibot';
import type { Refused } from '../contract';
import type { InvocationContext } from './caller';
import { MALFORMED, refusedBy, type Subject } from './refusal';

/** What Forge hands to a function of a resolver. */
interface Request {
  payload: unknown;
  context: InvocationContext;
}

/** A page whose functions are called. */
export interface Page<Caller> {
  /** Who calls, and from where. Both come from Forge, never from the payload; undefined when it does not say. */
  callerOf(context: InvocationContext): Caller | undefined;
  /** What is said then. */
  outOfPlace: Refused;
  /** What the log names when a call ended in an error. */
  subjectOf(caller: Caller): Subject;
}

/**
 * A function of a page's resolver. A payload that does not fit the schema never gets to the action, and an
 * error of the action is a refusal in words.
 */
export function handlerOf<Caller, Payload, Result>(
  page: Page<Caller>,
  schema: v.GenericSchema<unknown, Payload>,
  action: (caller: Caller, payload: Payload) => Promise<Result>,
): (request: Request) => Promise<Result | Refused> {
  return async ({ payload, context }) => {
    const caller = page.callerOf(context);
    if (!caller) return page.outOfPlace;
    const { success, output } = v.safeParse(schema, payload);
    if (!success) return MALFORMED;
    try {
      return await action(caller, output);
    } catch (error) {
      return refusedBy(error, page.subjectOf(caller));
    }
  };
}
