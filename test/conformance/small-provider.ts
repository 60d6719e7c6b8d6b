/** Where the API of the small provider is, and the key that it takes. */
export const API = 'https://api.small.example';
export const KEY = 'key-of-the-small-provider';

/** An environment of it. */
export interface SmallEnvironment {
  id: string;
  name: string;
  branch: string;
  attempt: string;
  commit: string;
}

/** A provider in memory, which speaks JSON as others do over HTTP. */
export interface SmallProvider {
  fetch: typeof fetch;
  environments: SmallEnvironment[];
  /** The commits for which a run was begun. */
  runs: string[];
}

/** Starts one that has nothing. */
export function createSmallProvider(): SmallProvider {
  const environments: SmallEnvironment[] = [];
  const runs: string[] = [];
  let made = 0;

  function answer(method: string, path: string[], body: Partial<SmallEnvironment>): Response {
    const [what, id = '', more] = path;
    if (what === 'offer') return Response.json({ places: ['team'] });
    if (what === 'runs') return answerRun(method, body.commit ?? id);
    const found = environments.find((one) => one.id === id);
    if (what !== 'environments' || (id !== '' && !found)) return problem(404, 'Not found.');
    if (!found) return method === 'POST' ? make(body) : Response.json({ environments });
    if (method === 'PUT') found.commit = body.commit ?? '';
    if (method === 'DELETE') environments.splice(environments.indexOf(found), 1);
    return more === 'stop' ? Response.json({}) : Response.json(found);
  }

  function make({ name = '', branch = '', attempt = '', commit = '' }: Partial<SmallEnvironment>) {
    const environment = { id: `e${(made += 1)}`, name, branch, attempt, commit };
    environments.push(environment);
    return Response.json(environment);
  }

  function answerRun(method: string, commit: string): Response {
    if (method === 'POST') runs.push(commit);
    return Response.json({ commit: runs.includes(commit) ? commit : null });
  }

  return {
    ...{ environments, runs },
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.headers.get('authorization') !== `Bearer ${KEY}`) return problem(401, 'No.');
      const text = await request.text();
      const body = (text === '' ? {} : JSON.parse(text)) as Partial<SmallEnvironment>;
      return answer(request.method, new URL(request.url).pathname.slice(1).split('/'), body);
    },
  };
}

function problem(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
