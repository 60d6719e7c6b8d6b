import type { GenericSchema, InferOutput } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import type { Offer } from '../../../domain/provider-kind';
import type { Call } from './call';
import { Access, ListedProject, Me, Organization, pageOf, ProjectsById } from './protocol';
import { misfit, RefusalError } from './refusal';
import { API, type UpsunRequest } from './request';

/** The name of the choices that hold the Console's pages of the projects. Nobody is asked for them. */
export const CONSOLE = 'console';

/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 100;

/** A list of more pages is none of an account that works. */
const MOST_PAGES = 100;

interface FoundProject {
  id: string;
  title: string;
  organization: string;
}

/** The projects that the token opens: those of its organizations, and those shared with its user. */
export async function readOffer(request: UpsunRequest): Promise<Offer> {
  const [me, organizations] = await Promise.all([
    request.read(account('read whose token it is', '/users/me'), Me),
    readPages(request, account('list the organizations', '/organizations'), Organization),
  ]);
  const [own, shared] = await Promise.all([
    Promise.all(organizations.map((one) => projectsOf(request, one))),
    sharedWith(request, me.id),
  ]);
  const found = new Map([...shared, ...own.flat()].map((one) => [one.id, one]));
  const projects = [...found.values()].map((one) => {
    const organization = organizations.find(({ id }) => id === one.organization);
    const title = titleOf(one.title) || one.id;
    const label = titleOf([organization?.label, organization?.name].find(Boolean) ?? '');
    return { place: one.id, title: label ? `${title} (${label})` : title, organization };
  });
  projects.sort((one, other) => one.title.localeCompare(other.title));
  return {
    places: projects.map(({ place, title }) => ({ place, title })),
    choices: {
      [CONSOLE]: projects.flatMap(({ place, title, organization }) =>
        organization?.name
          ? [{ value: consoleUrl(organization.name, place), place, title, label: title }]
          : [],
      ),
    },
  };
}

function account(purpose: string, path: string): Call {
  return { purpose, method: 'GET', path, target: 'account' };
}

function consoleUrl(organization: string, project: string): string {
  return `https://console.upsun.com/${[organization, project].map(encodeURIComponent).join('/')}`;
}

/** Whoever has access to single projects only is refused the list of them all. */
async function projectsOf(request: UpsunRequest, { id }: Organization): Promise<FoundProject[]> {
  const path = `/organizations/${encodeURIComponent(id)}/projects`;
  try {
    const found = await readPages(request, account('list the projects', path), ListedProject);
    return found.map((one) => ({ ...one, organization: id }));
  } catch (error) {
    if (error instanceof RefusalError && error.status === 403) return [];
    throw error;
  }
}

async function sharedWith(request: UpsunRequest, user: string): Promise<FoundProject[]> {
  const query = 'filter[resource_type]=project';
  const path = `/users/${encodeURIComponent(user)}/extended-access?${query}`;
  const call = account('list the projects that are shared with the user of the token', path);
  const titles = new Map<string, string>();
  const granted = await readPages(request, call, Access, async (links) => {
    const refs = Object.entries(links).filter(([name]) => name.startsWith('ref:projects:'));
    for (const [, link] of refs) {
      const next = pathOf(link?.href);
      if (next === undefined) continue;
      const projects = await request.read(account(call.purpose, next), ProjectsById);
      for (const one of Object.values(projects)) if (one) titles.set(one.id, one.title);
    }
  });
  return granted.map(({ resource_id: id, organization_id: organization }) => ({
    id,
    organization,
    title: titles.get(id) ?? '',
  }));
}

type Links = Readonly<Record<string, { href?: string | null | undefined } | null | undefined>>;

/** All items of a list, or a failure. */
async function readPages<Item extends GenericSchema>(
  request: UpsunRequest,
  first: Call,
  item: Item,
  onLinks: (links: Links) => Promise<void> = () => Promise.resolve(),
): Promise<InferOutput<Item>[]> {
  const items: InferOutput<Item>[] = [];
  const seen = new Set<string>();
  let path: string | undefined = first.path;
  while (path !== undefined) {
    if (seen.has(path) || seen.size === MOST_PAGES)
      throw misfit(first, '_links.next, which leads in circles');
    seen.add(path);
    const page: { items: unknown[]; _links: Links } = await request.read(
      { ...first, path },
      pageOf(item),
    );
    items.push(...(page.items as InferOutput<Item>[]));
    await onLinks(page._links);
    path = pathOf(page._links.next?.href);
  }
  return items;
}

/** The path of a link, which may be relative or of a region's host: it is only ever asked at the API's own. */
function pathOf(href: string | null | undefined): string | undefined {
  if (!href || !URL.canParse(href, API)) return undefined;
  const { pathname, search } = new URL(href, API);
  return `${pathname}${search}`;
}

function titleOf(name: string): string {
  return shortLine(cleanText(name), LONGEST_TITLE);
}
