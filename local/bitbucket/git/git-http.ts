import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { authenticate } from '../actor';
import { notFound } from '../api-error';
import { type CliGitRepositories, folderOf } from './cli-git-repositories';
import { getRepositoryFor } from '../permissions';
import { applyRefChanges } from '../ref-changes';
import { gitId, gitOf, type Site } from '../site';

/** `/{workspace}/{repository}.git/{service}`, the three addresses of smart HTTP. */
const GIT_PATH =
  /^\/(?<workspace>[^/]+)\/(?<slug>[^/]+)\.git\/(?<service>info\/refs|git-upload-pack|git-receive-pack)$/;

/** Whether a request is git's. All else below `x.git` is of a repository that has this name. */
export function isGitPath(pathname: string): boolean {
  return GIT_PATH.test(pathname);
}

/**
 * Answers git's smart HTTP through `git http-backend`. A push is answered once its events have
 * been raised, so that whoever waits for `git push` finds them under way.
 */
export async function handleGit(
  site: Site,
  repositories: CliGitRepositories,
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const { workspace, slug, service } = parseGitPath(url.pathname);
  const isPush = [service, url.searchParams.get('service')].includes('git-receive-pack');
  const actor = authenticate(request, site.serviceToken);
  const repository = getRepositoryFor(site, actor, { workspace, slug }, isPush ? 'write' : 'read');
  const name = actor.kind === 'anonymous' ? undefined : actor.account.nickname;
  const serve = () =>
    startBackend(repositories, request, `/${folderOf(gitId(repository))}/${service}`, name);
  if (service !== 'git-receive-pack') return streamedAnswer(await serve());

  return site.lock(repository.uuid, async () => {
    const git = gitOf(site, repository);
    const before = await git.refs();
    const answer = await serve();
    const body = await collect(answer.body);
    await applyRefChanges(site, actor, repository.uuid, before, await git.rereadRefs());
    return new Response(body, { status: answer.status, headers: answer.headers });
  });
}

/** Throws a 404 for a name that is not encoded as an address has to be. */
function parseGitPath(pathname: string): { workspace: string; slug: string; service: string } {
  const { workspace = '', slug = '', service = '' } = GIT_PATH.exec(pathname)?.groups ?? {};
  try {
    return { workspace: decodeURIComponent(workspace), slug: decodeURIComponent(slug), service };
  } catch {
    throw notFound(`${workspace}/${slug}`);
  }
}

interface BackendAnswer {
  status: number;
  headers: Headers;
  body: AsyncGenerator<Buffer>;
  stop: () => void;
}

async function startBackend(
  repositories: CliGitRepositories,
  request: Request,
  pathInfo: string,
  user: string | undefined,
): Promise<BackendAnswer> {
  const child = repositories.git.start(repositories.directory, ['http-backend'], {
    GIT_PROJECT_ROOT: repositories.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathInfo,
    REQUEST_METHOD: request.method,
    QUERY_STRING: new URL(request.url).search.slice(1),
    CONTENT_TYPE: request.headers.get('content-type') ?? '',
    HTTP_CONTENT_ENCODING: request.headers.get('content-encoding') ?? '',
    GIT_PROTOCOL: request.headers.get('git-protocol') ?? '',
    // Whoever gets here may do what is asked; a user's name is what enables pushing.
    ...(user ? { REMOTE_USER: user } : {}),
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('git http-backend has no streams.');
  stderr.resume();
  const input = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
  // A client that went away ends the process; the answer then ends early too.
  pipeline(input, stdin).catch(() => repositories.git.stop(child));
  try {
    return { ...(await readHead(stdout)), stop: () => repositories.git.stop(child) };
  } catch (error) {
    repositories.git.stop(child);
    throw error;
  }
}

/** Reads the head of a CGI answer; what follows it is the body. */
async function readHead(stdout: Readable): Promise<Omit<BackendAnswer, 'stop'>> {
  const chunks = stdout.iterator() as AsyncIterator<Buffer>;
  let read = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const chunk = await chunks.next();
    if (chunk.done) throw new Error('git http-backend ended without an answer.');
    read = Buffer.concat([read, chunk.value]);
    end = read.indexOf('\r\n\r\n');
  }
  const headers = new Headers();
  for (const line of read.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const status = Number.parseInt(headers.get('status') ?? '200', 10);
  headers.delete('status');
  return { status, headers, body: rest(read.subarray(end + 4), chunks) };
}

async function* rest(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) yield chunk.value;
}

function streamedAnswer({ status, headers, body, stop }: BackendAnswer): Response {
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await body.next();
      if (chunk.done) controller.close();
      else controller.enqueue(chunk.value);
    },
    cancel: stop,
  });
  return new Response(stream, { status, headers });
}

async function collect(body: AsyncGenerator<Buffer>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
