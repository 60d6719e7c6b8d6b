import { findRefusal } from '../../local/gate';

const PORT = 8780;
const OWN = `http://127.0.0.1:${PORT}`;

function refusalOf(
  headers: Record<string, string>,
  method = 'POST',
  url = '/',
): string | undefined {
  return findRefusal({ method, url, headers: { host: `127.0.0.1:${PORT}`, ...headers } }, PORT);
}

it.each(['127.0.0.1:8780', 'localhost:8780', '7-3000.localhost:8780', 'LOCALHOST:8780'])(
  'answers to the name %s',
  (host) => {
    expect(refusalOf({ host })).toBeUndefined();
    expect(refusalOf({ host }, 'GET')).toBeUndefined();
  },
);

it('knows its own name at the port that no name holds', () => {
  expect(findRefusal({ method: 'GET', url: '/', headers: { host: 'localhost' } }, 80)).toBe(
    undefined,
  );
});

it.each([
  'rebound.example:8780',
  'localhost.rebound.example:8780',
  'rebound.example:8780,localhost:8780',
  'notlocalhost:8780',
  '127.0.0.1.nip.io:8780',
  '0.0.0.0:8780',
  '[::1]:8780',
  'localhost:8781',
  'localhost',
  'localhost:',
  'ada@localhost:8780',
  '',
])('answers to nobody under the name "%s"', (host) => {
  expect(refusalOf({ host }, 'GET')).toMatch(/^This server answers only to the names/);
});

it('takes no name from the target of a request', () => {
  expect(refusalOf({}, 'GET', 'http://rebound.example:8780/')).toBeDefined();
  expect(refusalOf({}, 'OPTIONS', '*')).toBeDefined();
});

const foreign: Record<string, string>[] = [
  { origin: 'https://elsewhere.example' },
  { origin: 'null' },
  { origin: 'null', 'sec-fetch-site': 'cross-site' },
  { origin: `http://7-3000.localhost:${PORT + 1}` },
  { origin: `http://localhost:${PORT}` },
  { origin: `https://127.0.0.1:${PORT}` },
  { origin: OWN, 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'same-origin, cross-site' },
];

it.each(foreign)('lets %j change nothing and open no WebSocket', (headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
    expect(refusalOf(headers, method)).toMatch(/^Another site may not act here/);
  }
  expect(refusalOf({ ...headers, upgrade: 'websocket' }, 'GET')).toMatch(/^Another site/);
  expect(refusalOf(headers, 'GET')).toBeUndefined();
});

const own: Record<string, string>[] = [
  {},
  { origin: OWN },
  { origin: OWN, 'sec-fetch-site': 'same-origin' },
  // A page whose policy is `no-referrer`, which many web frameworks set.
  { origin: 'null', 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
];

it.each(own)('lets %j through', (headers) => {
  for (const method of ['GET', 'POST', 'DELETE'])
    expect(refusalOf(headers, method)).toBe(undefined);
  expect(refusalOf({ ...headers, upgrade: 'websocket' }, 'GET')).toBeUndefined();
});

it("lets a preview's page post to its own preview", () => {
  const host = '7-3000.localhost:8780';
  expect(refusalOf({ host, origin: `http://${host}` })).toBeUndefined();
  expect(refusalOf({ host, origin: 'http://8-3000.localhost:8780' })).toBeDefined();
});
