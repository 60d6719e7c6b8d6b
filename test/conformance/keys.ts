import type { Promised } from './promised';
import { sweep } from './ready';
import { SECRET, secretsOf, type Rig } from './rig';
import { bearerOf, ELSEWHERE, redirectTo, type Asked, type Tamper } from './wire';

/** Where redirects lead that must not be followed with a key. */
const ASTRAY: Tamper[] = [
  redirectTo((url) => `https://${ELSEWHERE}${new URL(url).pathname}`),
  redirectTo((url) => url.replace(/^https:/, 'http:')),
];

/** Where keys and env vars go. */
export const keys: Promised[] = [
  {
    title: 'sends the key to its API hosts only, whatever a redirect says',
    async check({ rig, asked, deeds }) {
      const all = [...asked];
      for (const tamper of ASTRAY)
        await sweep(rig, deeds, tamper, (_, __, some) => all.push(...some));
      const bearers = all.map(bearerOf).filter((one) => one !== undefined);
      const secrets = [...new Set([SECRET, ...secretsOf(rig), ...bearers])];
      const carries = (text: string) => secrets.some((secret) => text.includes(secret));
      const isWrong = ({ url, headers, body }: Asked) =>
        carries(decodeURIComponent(url)) || (carries(headers + body) && !isApi(url, rig));
      expect(all.filter(isWrong).map(({ method, url }) => `${method} ${url}`)).toEqual([]);
      // Else nothing was looked at.
      expect(all.some(({ headers, body }) => carries(headers + body))).toBe(true);
    },
  },
];

/** Whether an address is one of the hosts that the kind names, or the one that people entered. */
function isApi(url: string, { kind, credentials }: Rig): boolean {
  const entered = Object.values(credentials).filter((value) => URL.canParse(value));
  const { api } = kind.hosts;
  const hosts = api.length > 0 ? api : entered.map((one) => new URL(one).hostname);
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && hosts.some((host) => patternOf(host).test(hostname));
}

function patternOf(host: string): RegExp {
  const labels = host.split('.').map((label, index) => {
    if (label === '#') return '\\d+';
    return index === 0 && label === '*' ? '[^/]+' : label;
  });
  return new RegExp(`^${labels.join('\\.')}$`);
}
