import * as v from 'valibot';
import type { Failure } from './failure';
import type { Field, FieldError, FieldValues } from './field';
import type { Price } from './price';
import type { NamedPlace, Place, ProviderOptions } from './provider';

/** A provider's key, or whatever else opens an account there, by the name of its field. Secret. */
export const Credentials = v.record(v.string(), v.string());
export type Credentials = Readonly<v.InferOutput<typeof Credentials>>;

/** Whether two credentials are the same. */
export function isSameCredentials(one?: Credentials, other?: Credentials): boolean {
  const textOf = (all: Credentials = {}) => JSON.stringify(Object.entries(all).sort());
  return textOf(one) === textOf(other);
}

/** What the core has to know of a provider to treat it right. It holds whatever the key is. */
export interface Traits {
  /** Who makes environments: this app, or the provider's own integration with Bitbucket. */
  makes: 'app' | 'provider';
  /** Whether there is something to open, or only something to read. */
  gives: 'environment' | 'report';
  /** How an environment gets to another commit: it stays, or another one takes its place. */
  update: 'in-place' | 'replace';
  /**
   * What keeps a create that is repeated from making a second environment: the name, of which a place
   * has only one; a key that goes with the call; nothing.
   */
  identity: 'unique-name' | 'idempotency-key' | 'none';
  /** For so long after a create a list may lack what was made. */
  listingLagSeconds: number;
  /** Whether it tells which commit runs. */
  readsCommit: boolean;
  /** Whether environments sleep, and what wakes them. */
  sleep: 'none' | 'on-visit' | 'on-call';
  /** Whether it can build the merge of a pull request with its destination. */
  mergesDestination: boolean;
}

/** What to know before one of several providers is chosen: clauses that begin with a capital and end without a stop. */
export interface Comparison {
  /** What a team has to have, or to put into the repository. */
  needs: string[];
  can: string[];
  /** What others can. */
  cannot: string[];
}

/** What things are called at a provider, and what people have to know of it. Whole sentences end so. */
export interface ProviderWords {
  /** How it is called within a sentence, where that is not its title. */
  name?: string;
  /** Its word for a place, in a sentence. */
  place: { one: string; many: string };
  /** What the credentials are called, in a sentence. */
  key: string;
  /** Where they are made. One sentence. */
  keyFrom: string;
  /** What else to know before they are entered. */
  keyNotes: string[];
  comparison: Comparison;
  /** What to do about credentials that work and open no place. One or two sentences. */
  noPlaces: string;
  /** Where the provider says more, where it does, when one call fails for a cause that it does not tell. One sentence. */
  moreThere?: string;
  /** What lacks before a preview can run, to follow "but": "team and plan are not chosen yet". */
  unchosen: string;
  /** Where all environments of an account are seen, where there is one page for everybody. */
  environmentsUrl?: string;
}

/** Something that can be chosen at a provider now. */
export interface OfferedChoice {
  value: string;
  /** The place where it is offered; undefined when it is everywhere. */
  place?: Place;
  /** What it is called. */
  title: string;
  /** With what has to be known to choose it. */
  label: string;
  price?: Price;
  /** Still there for those who have it, no longer offered. */
  isRetired?: true;
  /** What most repositories need. */
  isUsual?: true;
}

/** What a provider offers now, to one account. */
export interface Offer {
  /** The places that the credentials open; none is an empty list. */
  places: NamedPlace[];
  /** What else there is to choose, by the name of the field. */
  choices: Readonly<Record<string, OfferedChoice[]>>;
}

/** What is known when options are chosen. */
export interface KnownOptions {
  /** What is on offer, or why nobody knows; undefined when nobody asked. */
  offer?: Offer | { failure: Failure } | undefined;
  /** What the credentials opened when they were last checked. */
  places: NamedPlace[];
  saved?: ProviderOptions | undefined;
  /** Undefined when it is not known whether the repository is. */
  isPrivate?: boolean | undefined;
  /** `<workspace>/<slug>` of the repository; undefined when nobody knows, or it is not of one. */
  repository?: string | undefined;
}

/** What is on offer, when the provider could be asked. */
export function offerOf({ offer }: KnownOptions): Offer | undefined {
  return offer && 'choices' in offer ? offer : undefined;
}

/** That something that was chosen could not be checked, with why nobody knows what is on offer. */
export function uncheckedProblem(what: string, { offer }: Pick<KnownOptions, 'offer'>): string {
  const { message = '', remedy = '' } = offer && 'failure' in offer ? offer.failure : {};
  return `${what} could not be checked. ${message} ${remedy}`.trim();
}

/** What something costs, as people are told. */
export interface Cost {
  title: string;
  /** In words: `$8 a month`. */
  price: string;
}

/** What is chosen at a provider for one repository. All of it is pure. */
export interface OptionsKind {
  /** Where stored options are not such as this kind writes, as a dotted path; undefined when they are. */
  damagedAt(stored: ProviderOptions): string | undefined;
  /** What is asked on the settings page, in order, filled with what is saved or with what is usual. */
  fields(known: KnownOptions): Field[];
  /**
   * The options that were chosen, or everything that is wrong with them, each at its field. What is not on
   * offer is not taken, but for what is saved already.
   */
  parse(
    values: FieldValues,
    known: KnownOptions,
  ): { options: ProviderOptions } | { errors: FieldError[] };
  place(options: ProviderOptions): Place;
  /**
   * What a deployment uses of them beside the place, as JSON in an order that does not change. Only a change
   * of it has previews deployed anew.
   */
  uses(options: ProviderOptions): unknown;
  /** What the change is, in sentences; empty when nothing changed. */
  describe(was: ProviderOptions | undefined, is: ProviderOptions): string[];
  /** What an environment of this size costs; of the chosen size where none is known. */
  cost?(size: string | undefined, known: KnownOptions): Cost | undefined;
}

/** The file by which a provider knows how to run a repository, made for it. */
export interface StarterFile {
  path: string;
  text: string;
  /** What the repository was taken for, to follow "This looks like". */
  madeFor?: string;
  /** What else there is to know, in sentences. */
  notes: string[];
}

/** A hosting provider, as far as it can be told without a key and without asking it. */
export interface ProviderDescription {
  /** In one word of lower-case letters, digits and dashes; it is stored, so it never changes. */
  readonly id: string;
  /** As people know it. */
  readonly title: string;
  readonly words: ProviderWords;
  readonly traits: Traits;
  /** What a person enters to connect an account, in order. */
  readonly credentials: readonly Field[];
  /**
   * The host names that its adapter asks: `api` with the key, `previews` without. A label `#` stands for
   * any number, a first label `*` for any hosts below. A key goes to no other host, whatever a redirect
   * says. Both are empty where people enter the address: then a key goes to that one only.
   */
  readonly hosts: { readonly api: readonly string[]; readonly previews: readonly string[] };
  readonly options: OptionsKind;
  /**
   * The file that a repository needs to run here, made for the files and folders in its root, which end
   * with a slash. `saved` may choose another file. Missing where a repository needs none.
   */
  readonly starter?: (root: string[], saved?: ProviderOptions) => StarterFile;
  /** What keeps the text of that file from being one, as a clause; undefined when nothing does. */
  readonly problemOfFile?: (text: string) => string | undefined;
}

/** Every provider that this version of the app has, by its id. */
export type ProviderDescriptions = Readonly<Record<string, ProviderDescription>>;
