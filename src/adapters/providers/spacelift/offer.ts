import { cleanText, shortLine } from '../../../domain/clean-text';
import type { Offer, OfferedChoice } from '../../../domain/provider-kind';
import { STACKS } from './documents';
import { StackPage, type Stack } from './protocol';
import { misfit } from './refusal';
import type { SpaceliftRequest } from './request';

/** The choices of stacks, and of what repository each is; nobody is asked for the latter. */
export const STACK = 'stacks';
export const REPOSITORY = 'repositories';

const PAGE_SIZE = 50;
/** A list of more pages is none of an account that works. */
const MOST_PAGES = 60;
/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 100;

/** Of other providers commits of Bitbucket Cloud cannot be had. */
const BITBUCKET_CLOUD = 'BITBUCKET_CLOUD';

/** The stacks that the key sees and whose code is at Bitbucket Cloud, by space and name. */
export async function readOffer(request: SpaceliftRequest): Promise<Offer> {
  const stacks = (await listStacks(request)).filter(({ provider }) => provider === BITBUCKET_CLOUD);
  const choices = stacks.map(choiceOf).sort((a, b) => a.label.localeCompare(b.label));
  return {
    places: choices.length > 0 ? [{ place: request.host, title: request.host }] : [],
    choices: {
      [STACK]: choices,
      [REPOSITORY]: stacks.map(({ id, namespace, repository }) => {
        const name = `${namespace}/${repository}`;
        return { value: id, title: name, label: name };
      }),
    },
  };
}

async function listStacks(request: SpaceliftRequest): Promise<Stack[]> {
  const stacks: Stack[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const input: object = { first: PAGE_SIZE, after };
    const call = { purpose: 'list the stacks', query: STACKS, variables: { input } };
    const { searchStacks } = await request.read(call, StackPage);
    stacks.push(...searchStacks.edges.map(({ node }) => node));
    const { endCursor, hasNextPage } = searchStacks.pageInfo;
    if (!hasNextPage) return stacks;
    if (!endCursor || endCursor === after) break;
    after = endCursor;
  }
  throw misfit({ purpose: 'list the stacks', query: '', variables: {} }, 'pageInfo');
}

function choiceOf({ id, name, spaceDetails, projectRoot, branch }: Stack): OfferedChoice {
  const title = short(name) || id;
  const more = [projectRoot && `folder ${short(projectRoot)}`, branch && `branch ${short(branch)}`];
  const words = more.filter(Boolean).join(', ');
  const space = short(spaceDetails?.name ?? '');
  const path = space ? `${space} / ${title}` : title;
  return { value: id, title, label: words ? `${path} (${words})` : path };
}

function short(text: string): string {
  return shortLine(cleanText(text), LONGEST_TITLE);
}
