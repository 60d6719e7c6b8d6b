import fc from 'fast-check';
import { createBitbucket } from '../../src/adapters/bitbucket/bitbucket';
import { connectCodesphere } from '../../src/adapters/providers/codesphere/codesphere';
import { parseLogTail } from '../../src/adapters/providers/codesphere/log-tail';
import { toUrl } from '../../src/adapters/providers/codesphere/environment';
import { hideValues } from '../../src/domain/hide-values';
import { parseDotenv } from '../../src/adapters/dotenv/parse-dotenv';
import { cleanText, shorten } from '../../src/domain/clean-text';
import { FailureError } from '../../src/domain/failure';
import type { Bitbucket } from '../../src/ports/bitbucket';
import { commentMessages } from '../../src/domain/announce/comment-messages';
import { statusMessages } from '../../src/domain/announce/status-messages';
import { failureOfCall } from '../adapters/failure-of-call';
import { PULL_REQUEST } from '../fuzz/scripted-answers';
import {
  COMMIT,
  deploymentWith,
  ENVIRONMENT,
  KEY,
  OWN_PULL_REQUEST,
  previewWith,
  holdingOf,
} from '../domain/preview-fixture';
import { expectLinear } from './linear-time';
import { randomCases } from '../fuzz/random-cases';
import { renderMarkup } from '../../local/pages/markup';

const COMMIT_URL = `https://bitbucket.org/demo/shop/commits/${COMMIT}`;

/** Where the links of a comment lead, as a page draws it; bare addresses are links there, too. */
function linksIn(comment: string): string[] {
  return [
    ...renderMarkup(comment)
      .toString()
      .matchAll(/<a href="([^"]*)"/g),
  ].map(([, href]) => href!);
}

const MANY = randomCases(400);

/** Pieces that begin what a terminal, a shell, Markdown, HTML, a URL or a dotenv file reads. */
const PIECES = [
  ...[
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u009b',
    '\u0007',
    '0;',
    '\r',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\0',
  ],
  ...['\u202e', '\u2066', '\u200b', '\ufeff', '\u2028', '\u0085', '\ud83d', '\udca3', '💣'],
  ...['\u00ad', '\u180e', '\u206a', '\u3164', '\ufff9', '\u{e0041}', '\u{e000}', '\ufe0f'],
  ...['http://', 'a://', '@', ':', '/', '.', '-', '+', 'a', 'A=', 'export ', '#'],
  ...['"', "'", '`', '\\', '$(touch x)', ';', '&&', '|', '{{branch}}', '%00'],
  ...['](https://evil.example)', '[x](javascript:1)', '<script>', '<!--', '**', '_', '![', '@ada'],
];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => all.join(''));
const formOf = (value: string) => new URLSearchParams({ '': value }).toString().slice(1);
/** Code points that move, hide or only seem to be text, and ranges of such. */
const RANGES = `0-8 b-1f 7f-9f ad 34f 61c 115f-1160 17b4-17b5 180b-180e 200b-200f 2028-202e 2060-206f
  3164 d800-dfff e000-f8ff fe00-fe0f feff ffa0 fff9-fffb 1bca0-1bca3 1d173-1d17a e0000-e0fff f0000-f0fff
  10ff00-10fffd`;
const INVISIBLE = RANGES.split(/\s+/).flatMap((range) => {
  const [first = 0, last = first] = range.split('-').map((hex) => parseInt(hex, 16));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    String.fromCodePoint(first + index),
  );
});
const ARE_INVISIBLE = new Set(INVISIBLE);
const LONE_SURROGATE = /\p{Surrogate}/u;

test('cleaned text has nothing that moves, hides or reorders other text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const cleaned = cleanText(text);
      expect([...cleaned].filter((one) => ARE_INVISIBLE.has(one))).toEqual([]);
      expect(cleaned).not.toMatch(/:\/\/[^/\s]+@/);
    }),
    MANY,
  );
});

test('cleaning takes every invisible character, and no other', () => {
  // These three begin something that is taken as a whole.
  const alone = INVISIBLE.filter((one) => !['\u001b', '\u009b', '\r'].includes(one));
  expect(alone.filter((one) => cleanText(`a${one}b`) !== 'ab')).toEqual([]);
  const visible = 'a\tb\nc é e\u0301 ß ñ\u00a0– “x” 日本語 한국어 עברית العربية हिन्दी ✓ ⠋ 💣🥐';
  expect(cleanText(visible)).toBe(visible);
});

test('hidden values are hidden whole, also where cleaning changes the text around or in them', () => {
  const value = fc
    .array(fc.constantFrom(...PIECES, 'se', 'cret', '12'), { minLength: 3, maxLength: 12 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(value, hostile, hostile, (secret, before, after) => {
      const visible = cleanText(secret)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length >= 6 && !'[NAME]'.includes(line));
      const shown = hideValues(cleanText(`${before}\n${secret}\n${after}`), [
        { name: 'NAME', value: secret },
      ]);
      const apart = cleanText(`${before}\n${after}`);
      for (const line of visible.filter((one) => !apart.includes(one))) {
        expect(shown).not.toContain(line);
      }
    }),
    MANY,
  );
});

test('hidden values are hidden in JSON, in URLs and in base64 too', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const value = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 200 });
  fc.assert(
    fc.property(value, text, text, (secret, before, after) => {
      const bytes = Buffer.from(before + secret + after);
      const encoded = {
        json: [JSON.stringify(before + secret + after), JSON.stringify(secret).slice(1, -1)],
        url: [encodeURIComponent(before + secret + after), encodeURIComponent(secret)],
        form: [new URLSearchParams({ [before]: secret }).toString(), formOf(secret)],
        base64: [bytes.toString('base64')],
        base64url: [bytes.toString('base64url')],
        lines: [
          Buffer.from(secret + after)
            .toString('base64')
            .replace(/.{76}/g, '$&\n'),
        ],
      };
      for (const [kind, [printed = '', bare]] of Object.entries(encoded)) {
        const shown = hideValues(printed, [{ name: 'NAME', value: secret }]);
        if (bare === undefined || bare.trim().length >= 6) expect(shown).toContain('[NAME]');
        if (bare?.trim() && bare.trim().length >= 6) expect(shown).not.toContain(bare.trim());
        if (!kind.startsWith('base64')) continue;
        const rest = shown.replaceAll('[NAME]', '');
        // What is left of it are parts of its first and last three bytes.
        const around = Buffer.from(before + after).toString(kind as 'base64');
        expect(rest.length).toBeLessThanOrEqual(around.length + 9);
      }
    }),
    MANY,
  );
});

test('hidden values are hidden in JSON that was cleaned', () => {
  const value = 'sesame"\u00ad open\u3164';
  const shown = hideValues(cleanText(JSON.stringify({ value })), [{ name: 'NAME', value }]);
  expect(shown).toBe('{"value":"[NAME]"}');
});

test('no cut goes through a character', () => {
  const emoji = fc.array(fc.constantFrom('💣', 'a', '🥐'), { maxLength: 400 });
  fc.assert(
    fc.property(emoji, fc.integer({ min: 2, max: 300 }), (all, limit) => {
      const short = shorten(all.join(''), limit);
      expect(short).not.toMatch(LONE_SURROGATE);
      expect(short.length).toBeLessThanOrEqual(limit);
    }),
    MANY,
  );
});

describe('what the provider calls an address', () => {
  test('leads to Codesphere, or is not shown at all', () => {
    const host = fc.constantFrom('42-3000.2.codesphere.com', 'codesphere.com', 'evil.example', '');
    const domain = fc.tuple(
      fc.constantFrom('', 'https://', 'http://', 'javascript:'),
      fc.oneof(fc.constant(''), hostile),
      host,
      hostile,
    );
    fc.assert(
      fc.property(domain, (parts) => {
        const url = toUrl(parts.join(''));
        if (url === undefined) return;
        expect(url).toMatch(/^https:\/\/[a-z0-9.-]+\.codesphere\.com$/);
      }),
      MANY,
    );
  });

  test('makes one link in the comment, and nothing else of it', () => {
    fc.assert(
      fc.property(hostile, (rest) => {
        const url = toUrl(`42-3000.2.codesphere.com/${rest}`);
        const { url: _none, ...environment } = ENVIRONMENT;
        const [message] = commentMessages(
          previewWith({ holdings: [holdingOf({ ...environment, ...(url ? { url } : {}) })] }),
        );
        const comment = message?.content ?? '';
        const preview = url ? ['https://42-3000.2.codesphere.com'] : [];
        expect(linksIn(comment)).toEqual([...preview, COMMIT_URL]);
      }),
      MANY,
    );
  });
});

test('a status is short and whole, a comment short and with words of others as code only', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 400 }), (text, times) => {
      const message = text.repeat(times);
      const failure = {
        code: 'stage-failed',
        kind: 'permanent',
        mendedBy: 'person',
        message,
        remedy: message,
        ...(times % 2 ? { pipelineStep: text } : {}),
      } as const;
      const preview = previewWith({
        state: { type: 'failed' },
        deployment: deploymentWith({ failure, branch: text }),
      });
      const [status] = statusMessages(preview).map(({ content }) => content);
      const comment = commentMessages(preview)[0]!.content;
      expect(status!.description.length).toBeLessThanOrEqual(200);
      const halves = text.match(new RegExp(LONE_SURROGATE, 'gu')) ?? [];
      if (halves.length === 0) expect(status!.description).not.toMatch(LONE_SURROGATE);
      expect(comment.length).toBeLessThan(3000);
      expect(linksIn(comment)).toEqual([COMMIT_URL]);
      // What is no code is plain words: no mention, no image, no HTML, no table.
      expect(comment.replaceAll(/`[^`]*`/g, '')).not.toMatch(/[@!<\\]|\|.*Boom/);
    }),
    MANY,
  );
});

/** Lets `call` read `answer` of Bitbucket, to a result or a failure. */
function read(
  answer: object,
  call: (bitbucket: Bitbucket) => Promise<unknown>,
  status = 200,
): Promise<unknown> {
  const request = () => Promise.resolve(Response.json(answer, { status }));
  const bitbucket = createBitbucket({ asApp: request, asUser: request, now: Date.now });
  return call(bitbucket).catch((error: unknown) => expect(error).toBeInstanceOf(FailureError));
}

function pullRequestOf(text: string): object {
  const links = { html: { href: `https://bitbucket.org/${text}a` } };
  const destination = { ...PULL_REQUEST.destination.repository, full_name: text, links };
  return {
    ...PULL_REQUEST,
    source: {
      branch: { name: text },
      commit: { hash: COMMIT },
      repository: { uuid: text, links },
    },
    destination: { branch: { name: text }, repository: destination },
    links,
  };
}

function pageOf(text: string): object {
  const one = { id: 1, content: { raw: text }, source: {}, permission: 'read' };
  return {
    values: [{ ...one, repository: { uuid: text } }],
    next: `https://api.bitbucket.org/${text}?${text}`,
  };
}

describe('long input takes no longer than its length', () => {
  const units = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 });
  const runs = randomCases(60);
  const stream = (text: string) => `data: ${JSON.stringify([{ data: text }])}\n\n`;
  const value = 'a-value-of-a-variable';
  const work: [string, (text: string) => unknown][] = [
    ['cleanText', cleanText],
    [
      'hideValues',
      (text) =>
        hideValues(text, [
          { name: 'N', value },
          { name: 'M', value: text },
        ]),
    ],
    ['parseLogTail', (text) => parseLogTail(stream(text), [{ name: 'N', value }])],
    ['parseDotenv', parseDotenv],
    ['toUrl', toUrl],
    [
      'a pull request',
      (text) => read(pullRequestOf(text), (it) => it.readPullRequest(OWN_PULL_REQUEST)),
    ],
    ['a list', (text) => read(pageOf(text), (it) => it.listOpenPullRequests(KEY))],
    ['comments', (text) => read(pageOf(text), (it) => it.findComment(OWN_PULL_REQUEST, 'marker'))],
    ['a permission', (text) => read(pageOf(text), (it) => it.readOwnPermission(KEY))],
    [
      'a refusal',
      (text) =>
        read({ error: { message: text } }, (it) => it.addComment(OWN_PULL_REQUEST, ''), 400),
    ],
  ];
  const known = [
    ...['a', 'a-', 'a.', 'a:', '/', '{', '\r', '\u009b', '\u001b]', "A='\n", 'A="\\"', 'A= ', ' '],
  ];
  test.each(work)('%s', async (_name, parse) => {
    for (const unit of known) await expectLinear(unit, 20_000, parse);
    await fc.assert(
      fc.asyncProperty(units, (all) => expectLinear(all.join(''), 4_000, parse)),
      runs,
    );
  });

  test('an answer of the provider of 5 MB', async () => {
    const detail = 'a-'.repeat(2_400_000);
    const provider = connectCodesphere({
      token: 'a-key-of-somebody',
      now: () => 0,
      fetch: () => Promise.resolve(Response.json({ title: 'No', detail }, { status: 400 })),
    });
    const failure = await failureOfCall(provider.offer());
    expect(failure.message.length).toBeLessThan(300);
  });
});
