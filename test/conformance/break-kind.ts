import { FailureError, type Failure } from '../../src/domain/failure';
import type { Hosting, Outside, ProviderKind } from '../../src/ports/hosting';
import { updating } from './small-kinds';
import { createSmallRequest, type SmallRequest } from './small-request';

/** A kind of which one thing is done otherwise. */
export function but(
  kind: ProviderKind,
  change: (hosting: Hosting, request: SmallRequest) => Partial<Hosting>,
): ProviderKind {
  return {
    ...kind,
    connect(credentials, outside) {
      const hosting = kind.connect(credentials, outside);
      const request = createSmallRequest(credentials.token ?? '', outside);
      return { ...hosting, ...change(hosting, request) };
    },
  };
}

/** The small kind, each of whose failures is told otherwise. */
export function telling(change: (failure: Failure) => Failure): ProviderKind {
  return but(updating, (hosting) => {
    const all = Object.entries(
      hosting as unknown as Record<string, (...args: unknown[]) => unknown>,
    );
    const told = all
      .filter(([name]) => name !== 'matches' && name !== 'steps')
      .map(([name, method]) => [
        name,
        async (...args: unknown[]) => {
          try {
            return await method(...args);
          } catch (error) {
            throw error instanceof FailureError ? new FailureError(change(error.failure)) : error;
          }
        },
      ]);
    return Object.fromEntries(told) as Partial<Hosting>;
  });
}

/** Goes wherever a redirect leads, with all that the call has. */
export function following({ fetch, now }: Outside): Outside {
  return {
    now,
    async fetch(input, init) {
      const answer = await fetch(input, init);
      const location = answer.headers.get('location');
      return location ? fetch(location, init) : answer;
    },
  };
}
