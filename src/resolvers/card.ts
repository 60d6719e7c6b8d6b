import Resolver from '@forge/resolver';
import type { CardFunctions, CardResult, Refused } from '../contract';
import type { PreviewKey } from '../domain/preview-key';
import { readCard, requestByPerson } from '../usecases/read-card';
import { dependencies } from '../wiring';
import { accountOf, previewKeyOf, type InvocationContext } from './caller';
import { OUT_OF_PLACE, refusedBy } from './refusal';

const NOT_WRITER: Refused = {
  type: 'refused',
  message: 'Only those who may write to this repository can do this.',
  remedy: 'Ask somebody with write access.',
};

const NOT_READER: Refused = {
  type: 'refused',
  message: 'Only those who may see this repository can see its previews.',
  remedy: 'Ask somebody with admin access to let you in.',
};

const resolver = new Resolver();
define('readCard', NOT_READER, (key) => readCard(dependencies, key));
define('redeploy', NOT_WRITER, (key, accountId) =>
  requestByPerson(dependencies, key, 'redeploy', accountId),
);
define('deletePreview', NOT_WRITER, (key, accountId) =>
  requestByPerson(dependencies, key, 'delete', accountId),
);

/** The functions of the card. */
export const run = resolver.getDefinitions();

type Answer = Extract<CardResult, { type: 'card' }>['card'] | 'refused';

function define(
  name: keyof CardFunctions,
  refusal: Refused,
  action: (key: PreviewKey, accountId: string) => Promise<Answer>,
): void {
  resolver.define(name, async ({ context }: { context: InvocationContext }) => {
    const key = previewKeyOf(context);
    const accountId = accountOf(context);
    if (!key || !accountId) return OUT_OF_PLACE;
    try {
      const card = await action(key, accountId);
      return card === 'refused' ? refusal : { type: 'card', card };
    } catch (error) {
      return refusedBy(error);
    }
  });
}
