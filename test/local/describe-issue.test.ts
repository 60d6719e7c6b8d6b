import * as v from 'valibot';
import { describeIssues } from '../../local/describe-issue';

const Body = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  replicas: v.pipe(v.number(), v.integer(), v.minValue(1)),
  state: v.optional(v.picklist(['up', 'down'])),
  tags: v.optional(v.pipe(v.array(v.string()), v.maxLength(1))),
  env: v.optional(v.nullable(v.record(v.string(), v.string()))),
  form: v.optional(v.pipe(v.string(), v.regex(/^a/))),
  path: v.optional(v.pipe(v.string(), v.regex(/^\//, 'must begin with /'))),
});
const fine = { name: 'a', replicas: 1 };

it.each([
  [{ replicas: 1 }, 'name is missing'],
  [{ ...fine, name: 7 }, 'name must be text'],
  [{ ...fine, name: '' }, 'name must be filled in'],
  [{ ...fine, replicas: 'x' }, 'replicas must be a number'],
  [{ ...fine, replicas: 1.5 }, 'replicas must be a whole number'],
  [{ ...fine, replicas: 0 }, 'replicas must be at least 1'],
  [{ ...fine, state: 'left' }, 'state must be "up" or "down"'],
  [{ ...fine, tags: [1] }, 'tags.0 must be text'],
  [{ ...fine, tags: ['a', 'b'] }, 'tags must have a length of at most 1'],
  [{ ...fine, env: 1 }, 'env must be an object'],
  [{ ...fine, form: 'b' }, 'form is not valid'],
  [{ ...fine, path: 'b' }, 'path must begin with /'],
  [{ name: '', replicas: 0 }, 'name must be filled in; replicas must be at least 1'],
  [7, 'body must be an object'],
  [undefined, 'body is missing'],
])('says in plain words what is wrong with %j', (body, words) => {
  expect(describeIssues(v.safeParse(Body, body).issues!, 'body')).toBe(words);
});
