import {
  findBitbucketOperation,
  isBitbucketOperation,
} from '../../../../local/bitbucket/rest/bitbucket-operations';

const BASE = '/2.0/repositories/%7Bw%7D/%7Br%7D';

it.each([
  ['GET', BASE, ['read:repository:bitbucket']],
  ['GET', `${BASE}/pullrequests/7`, ['read:pullrequest:bitbucket']],
  ['GET', `${BASE}/pullrequests/7/`, ['read:pullrequest:bitbucket']],
  ['GET', `${BASE}/src/abc/deep/folder/ci.yml`, ['read:repository:bitbucket']],
  ['GET', `${BASE}/refs/branches/feature/a`, ['read:repository:bitbucket']],
  ['GET', '/2.0/user/workspaces/demo/permissions/repositories', ['read:repository:bitbucket']],
])('%s %s wants %j', (method, path, scopes) => {
  expect(findBitbucketOperation(method, path)?.scopes).toEqual(scopes);
});

it.each([
  ['GET', `${BASE}/pullrequests/7/unknown`],
  ['GET', '/2.0/hook_events'],
  ['POST', BASE.replace('repositories', 'repository')],
])('%s %s is closed to Forge apps', (method, path) => {
  expect(findBitbucketOperation(method, path)).toBeUndefined();
});

it.each([
  ['GET', `${BASE}/pullrequests/7`, true],
  ['GET', '/2.0/hook_events', true],
  ['PATCH', BASE, false],
  ['GET', '/2.0/unknown', false],
])('%s %s is in Bitbucket: %s', (method, path, isThere) => {
  expect(isBitbucketOperation(method, path)).toBe(isThere);
});
