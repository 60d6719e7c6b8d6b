/** A node of the tree that UI Kit sends to its host instead of HTML. */
export interface ForgeNode {
  /** Another one is another element of the page. */
  key: string;
  type: string;
  props: Record<string, unknown>;
  children: ForgeNode[];
}

/** Answers one call of a resolver function. Throw to leave it without an answer. */
export type Answer = (payload: never) => unknown;

/**
 * The host side of UI Kit: answers what the app asks through the bridge and works with the tree that
 * it draws, as a person would. Made before anything of `@forge/*` is loaded, because the bridge is
 * read at that moment.
 */
export class ForgePage {
  /** Every resolver call, in order. */
  readonly calls: { name: string; payload: unknown }[] = [];
  /** The account of whoever looks at the page. */
  readerId = 'reader';
  private root: ForgeNode | undefined;
  /** Each element by its key: whether it began with the focus. What comes later does not count. */
  private readonly begun = new Map<string, boolean>();
  private readonly tab = Object.assign(new EventTarget(), { visibilityState: 'visible' });

  private constructor(private readonly answers: Record<string, Answer>) {}

  /** Loads the module at `entry`, an entry file of `src/frontend`, as a host would. */
  static async open(
    entry: 'settings' | 'card' | 'workspace' | 'project',
    answers: Record<string, Answer>,
  ): Promise<ForgePage> {
    const page = new ForgePage(answers);
    Object.assign(globalThis, {
      self: globalThis,
      document: page.tab,
      __bridge: { callBridge: (op: string, data: unknown) => page.handle(op, data) },
    });
    jest.resetModules();
    await import(`../../src/frontend/${entry}/index`);
    await page.settle();
    return page;
  }

  /** Replaces how one resolver function answers from now on. */
  answer(name: string, answer: Answer): void {
    this.answers[name] = answer;
  }

  /** Brings the tab that the page is in to the front, or another one before it. */
  async turnTab(visibilityState: 'visible' | 'hidden'): Promise<void> {
    this.tab.visibilityState = visibilityState;
    this.tab.dispatchEvent(new Event('visibilitychange'));
    await this.settle();
  }

  /** Lets everything happen that waits for nothing but its turn. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  }

  /** Lets that much time pass. Needs jest's fake timers. */
  async pass(seconds: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(seconds * 1000);
    await this.settle();
  }

  /** How often a resolver function was called. */
  countOf(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** The payload of the latest call of a resolver function. */
  payloadOf(name: string): unknown {
    return this.calls.filter((call) => call.name === name).at(-1)?.payload;
  }

  /** All words on the page, in order. */
  text(): string {
    return textOf(this.tree());
  }

  /** Every node of a type. */
  all(type: string): ForgeNode[] {
    return descendants(this.tree()).filter((node) => node.type === type);
  }

  /** The only node of a type that has these words or these props; fails with what there is. */
  one(type: string, like: string | Record<string, unknown> = {}): ForgeNode {
    const found = this.all(type).filter((node) =>
      typeof like === 'string'
        ? textOf(node) === like || node.props.label === like
        : Object.entries(like).every(([name, value]) => node.props[name] === value),
    );
    if (found.length === 1) return found[0]!;
    throw new Error(
      `Expected one ${type} like ${JSON.stringify(like)}, found ${found.length}. The page: ${this.text()}`,
    );
  }

  /** What began with the focus when it was first drawn, in the order of the page. */
  focused(): ForgeNode[] {
    return descendants(this.tree()).filter(({ key }) => this.begun.get(key) === true);
  }

  /** The field that a label names. */
  field(label: string): ForgeNode {
    const { labelFor } = this.one('Label', label).props;
    const found = descendants(this.tree()).filter(
      ({ props }) => props.id === labelFor || props.inputId === labelFor,
    );
    if (found.length === 1) return found[0]!;
    throw new Error(`Label ${label} names ${found.length} fields instead of one.`);
  }

  /** Presses the button with these words. A disabled one fails, as it would for a person. */
  async press(words: string): Promise<void> {
    const button = [...this.all('Button'), ...this.all('LoadingButton')].find(
      (node) => textOf(node) === words,
    );
    if (!button) throw new Error(`There is no button ${words}. The page: ${this.text()}`);
    if (button.props.isDisabled) throw new Error(`The button ${words} is disabled.`);
    if (button.props.type === 'submit') await this.fire(this.one('Form'), 'onSubmit');
    else await this.fire(button, 'onClick');
  }

  /** Types a text into a text field. */
  async type(field: ForgeNode, value: string): Promise<void> {
    await this.fire(field, 'onChange', { target: { type: 'text', value } });
  }

  /** Clicks a checkbox or a toggle. */
  async toggle(field: ForgeNode): Promise<void> {
    const checked = !field.props.isChecked;
    await this.fire(field, 'onChange', { target: { type: 'checkbox', checked } });
  }

  /** Chooses an option of a select or a radio group by its words. */
  async choose(field: ForgeNode, words: string): Promise<void> {
    const options = field.props.options as { label: string; value: string }[];
    const option = options.find(({ label }) => label.startsWith(words));
    if (!option) throw new Error(`No option ${words} among ${JSON.stringify(options)}.`);
    await this.fire(
      field,
      'onChange',
      field.type === 'Select' ? option : { target: { type: 'radio', value: option.value } },
    );
  }

  private async fire(node: ForgeNode, event: string, argument?: unknown): Promise<void> {
    if (node.props.isDisabled) throw new Error(`This ${node.type} is disabled.`);
    (node.props[event] as (argument: unknown) => unknown)(argument);
    await this.settle();
  }

  private tree(): ForgeNode {
    if (!this.root) throw new Error('Nothing was drawn yet.');
    return this.root;
  }

  private async handle(op: string, data: unknown): Promise<unknown> {
    if (op === 'reconcile') {
      this.root = (data as { forgeDoc: ForgeNode }).forgeDoc;
      for (const { key, props } of descendants(this.root)) {
        if (!this.begun.has(key)) this.begun.set(key, props.autoFocus === true);
      }
      return undefined;
    }
    if (op === 'getContext') return { accountId: this.readerId };
    if (op !== 'invoke') throw new Error(`The page asked its host for ${op}.`);
    const { functionKey, payload } = data as { functionKey: string; payload: unknown };
    this.calls.push({ name: functionKey, payload });
    const answer = this.answers[functionKey];
    if (!answer) throw new Error(`No answer was prepared for ${functionKey}.`);
    await Promise.resolve();
    return structuredClone(await answer(payload as never));
  }
}

/** The words below a node, in order. */
export function textOf(node: ForgeNode): string {
  if (node.type === 'String') return String(node.props.text);
  const inline = ['Text', 'Code', 'Link', 'HelperMessage', 'ErrorMessage', 'Label'];
  const words = node.children.map(textOf).join(inline.includes(node.type) ? '' : ' ');
  const { title } = node.props;
  return (typeof title === 'string' ? `${title} ${words}` : words).trim();
}

function descendants(node: ForgeNode): ForgeNode[] {
  return [node, ...node.children.flatMap(descendants)];
}

/** The answer of an app that does not answer. */
export function noAnswer(): never {
  throw new Error('There was an error invoking the function.');
}
