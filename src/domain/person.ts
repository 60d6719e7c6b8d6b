/** Stands for whoever had an account that Atlassian has closed. */
export const FORMER_PERSON = 'former-person';

/** The members of records and settings that hold the account id of somebody who did something. */
const PERSON_MEMBERS = ['by', 'cancelledBy', 'setBy', 'updatedBy'];

/** The account ids that a stored body holds, each once. */
export function peopleIn(body: object): string[] {
  const found = new Set<string>();
  replacePeople(body, (accountId) => {
    if (accountId && accountId !== FORMER_PERSON) found.add(accountId);
    return accountId;
  });
  return [...found];
}

/** `body` as it is when these people's accounts are closed. */
export function withoutPeople<Body extends object>(body: Body, closed: ReadonlySet<string>): Body {
  return replacePeople(body, (accountId) => (closed.has(accountId) ? FORMER_PERSON : accountId));
}

function replacePeople<Value>(value: Value, replace: (accountId: string) => string): Value {
  if (Array.isArray(value)) {
    return value.map((one: unknown) => replacePeople(one, replace)) as Value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const isPerson = PERSON_MEMBERS.includes(name) && typeof member === 'string';
    return [name, isPerson ? replace(member) : replacePeople(member, replace)];
  });
  return Object.fromEntries(entries) as Value;
}
