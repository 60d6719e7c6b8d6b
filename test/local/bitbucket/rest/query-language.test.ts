import { ApiError } from '../../../../local/bitbucket/api-error';
import { parseQuery } from '../../../../local/bitbucket/rest/query-language';

const pr = {
  id: 7,
  title: 'Add "quotes" and (brackets)',
  draft: false,
  state: 'OPEN',
  reason: null,
  source: { branch: { name: 'feature/x' }, repository: { uuid: '{a-b}' } },
  updated_on: '2026-09-01T12:00:00.000000+00:00',
};

test.each([
  ['source.branch.name="feature/x"', true],
  ['source.branch.name = "feature/y"', false],
  ['source.repository.uuid="{a-b}"', true],
  ['state="open"', true],
  ['state != "OPEN"', false],
  ['title ~ "QUOTES"', true],
  ['title !~ "quotes"', false],
  ['title = "Add \\"quotes\\" and (brackets)"', true],
  ['id > 6 AND id <= 7', true],
  ['id < 7', false],
  ['draft = false', true],
  ['reason = null', true],
  ['missing.field = "x"', false],
  ['updated_on > 2026-08-31T00:00:00Z', true],
  ['updated_on > "2026-09-01T13:00:00+00:00"', false],
  ['updated_on >= 2026-09-02', false],
  ['id = 1 OR id = 7 AND state = "OPEN"', true],
  ['(id = 7 OR id = 1) AND state = "MERGED"', false],
  ['state IN ("MERGED", "OPEN")', true],
  ['id in (1, 2)', false],
])('%s is %s', (q, expected) => {
  expect(parseQuery(q)(pr)).toBe(expected);
});

test.each(['state', 'state=', 'state=OPEN', '(id=1', 'id=1 id=2', 'AND', 'state ! "x"'])(
  '%s cannot be read',
  (q) => {
    expect(() => parseQuery(q)(pr)).toThrow(ApiError);
  },
);
