import { array, nullish, object, string, type GenericSchema, type InferOutput } from 'valibot';
import {
  absent,
  misfit,
  readAnswer,
  type BitbucketCall,
  type BitbucketRequest,
} from './read-answer';

/**
 * The values of a list, page by page. Of a page's `next` only the query is used, so that an answer
 * cannot lead elsewhere. A list that is not there, or that cannot be read to its end, is a failure:
 * whoever gets to the end has seen the whole list.
 */
export async function* readPages<Schema extends GenericSchema>(
  request: BitbucketRequest,
  call: BitbucketCall,
  schema: Schema,
): AsyncGenerator<InferOutput<Schema>[]> {
  const Page = object({ values: array(schema), next: nullish(string()) });
  const seen = new Set<string>();
  let path: string | undefined = call.path;
  while (path !== undefined) {
    seen.add(path);
    const page: InferOutput<typeof Page> | 'absent' = await readAnswer(
      request,
      { ...call, path },
      Page,
    );
    if (page === 'absent') throw absent(call);
    yield page.values;
    path = page.next ? nextPath(call, page.next) : undefined;
    if (path !== undefined && seen.has(path)) throw misfit(call, 'next, which leads in a circle');
  }
}

function nextPath(call: BitbucketCall, next: string): string {
  if (!URL.canParse(next)) throw misfit(call, 'next');
  return `${call.path.split('?')[0] ?? ''}${new URL(next).search}`;
}
