import * as v from 'valibot';
import { MAX_DELAY_SECONDS } from './limits';

/** The bodies of `@forge/events` 3.0.8's requests. */

const Concurrency = v.object({
  key: v.string(),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

const PushEvent = v.object({
  body: v.record(v.string(), v.unknown()),
  delayInSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_DELAY_SECONDS))),
  concurrency: v.optional(Concurrency),
});
export type PushEvent = v.InferOutput<typeof PushEvent>;

export const PublishRequest = v.object({
  queueName: v.string(),
  jobId: v.pipe(v.string(), v.nonEmpty()),
  payload: v.array(PushEvent),
});

export const JobRequest = v.object({ queueName: v.string(), jobId: v.string() });

/** What a consumer returns to be called again (`InvocationError` of `@forge/events`). */
const RetryRequest = v.object({
  _retry: v.literal(true),
  retryOptions: v.object({
    retryAfter: v.optional(v.number(), 1),
    retryReason: v.optional(v.string(), 'FUNCTION_RETRY_REQUEST'),
    retryData: v.optional(v.unknown()),
  }),
});
export type RetryOptions = v.InferOutput<typeof RetryRequest>['retryOptions'];

/** The retry that a function's answer asks for, if it asks for one. */
export function parseRetryRequest(answer: unknown): RetryOptions | undefined {
  const result = v.safeParse(RetryRequest, answer);
  return result.success ? result.output.retryOptions : undefined;
}
