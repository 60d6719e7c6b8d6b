import type * as v from 'valibot';
import { HeardComments } from '../../src/domain/commands/heard-comments';
import { WorkspaceConnection } from '../../src/domain/connection';
import { Layers } from '../../src/domain/layer';
import { Ledger } from '../../src/domain/ledger';
import { peopleIn } from '../../src/domain/person';
import { Preview } from '../../src/domain/preview';
import { StoredSettings } from '../../src/domain/settings';

/** All that is stored and told in clear. */
const STORED = [Preview, StoredSettings, WorkspaceConnection, Layers, Ledger, HeardComments];

/** What schemas of valibot have inside them, of those that the stored ones are made of. */
interface Node {
  type: string;
  entries?: Record<string, Node>;
  options?: Node[];
  item?: Node;
  value?: Node;
  wrapped?: Node;
}

/** Of these nothing is text that somebody could be named by. */
const NO_TEXT = ['literal', 'picklist', 'number', 'boolean', 'unknown'];

/** The names of the members that hold any text. */
function textMembers({ type, ...inside }: Node, name = ''): string[] {
  if (type === 'string') return [name];
  if (NO_TEXT.includes(type)) return [];
  const { entries = {}, options = [], item, value, wrapped } = inside;
  const members = Object.entries(entries);
  const others = [...options, item, value, wrapped].filter((one) => one !== undefined);
  if (members.length + others.length === 0) throw new Error(`What is in ${type} at ${name}?`);
  return [
    ...members.flatMap(([member, schema]) => textMembers(schema, member)),
    ...others.flatMap((schema) => textMembers(schema, name)),
  ];
}

/** Text in which no account id stands. A member that is new belongs here, or among those of `person.ts`. */
const NO_PERSON = `
address attempt branch code commit destinationBranch detail fingerprint from gitUrl handle id into label
lastReady locks log logTail logUrl message name noted of pageUrl path paths pipelineStep place project provider
reason remedy repositoryId rules says scope secretsId settings size slug surface target text title tracked url
uses value version waitsFor workspaceId
`
  .split(/\s+/)
  .filter(Boolean);

test('every member that holds the account id of a person is reported to Atlassian', () => {
  const names = new Set(STORED.flatMap((schema: v.GenericSchema) => textMembers(schema as never)));
  const others = [...names].filter((name) => peopleIn({ [name]: 'account' }).length === 0);
  expect(others.sort()).toEqual(NO_PERSON);
});
