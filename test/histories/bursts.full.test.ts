import * as fc from 'fast-check';
import { perform } from './perform';
import { repositoryAt, type World } from './world';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

jest.setTimeout(300_000);

/** How long the last of a burst may wait: it is merged into a message that may be put off once. */
const PROMPT_MS = 5_000;

const pauseMs = fc.oneof(fc.nat(400), fc.nat(2_500));

const step = fc.record({
  pauseMs,
  type: fc.constantFrom('push', 'push', 'draft', 'retarget'),
  /** Forge delivers the event a second time so much later. */
  doubledAfterSeconds: fc.option(fc.nat(3), { freq: 4 }),
});

/** Processes of the app whose clocks differ by less than half a second. */
const skewsMs = fc.constantFrom<number[]>([0], [0, 400], [0, -400], [400, 0]);

test('of a burst of events the last one is acted on within seconds, without a sweep', async () => {
  const burst = fc.record({
    ...{ steps: fc.array(step, { minLength: 1, maxLength: 4 }), skewsMs },
    end: fc.record({ pauseMs, type: fc.constantFrom('push', 'decline') }),
  });
  await fc.assert(
    fc.asyncProperty(burst, async ({ steps, skewsMs, end }) => {
      const world = await createWorldWithPreview(skewsMs);
      for (const { pauseMs, type, doubledAfterSeconds } of steps) {
        await world.pass(pauseMs);
        if (doubledAfterSeconds !== null) {
          world.events.trouble.push({ fate: 'doubled', seconds: doubledAfterSeconds });
        }
        await perform(world, { type, ...first });
      }
      await world.pass(end.pauseMs);
      await perform(world, { type: end.type, ...first });
      await world.pass(PROMPT_MS);
      expect(await knownPullRequest(world)).toEqual(realPullRequest(world));
    }),
    { numRuns: 250, seed: 1 },
  );
});

async function knownPullRequest(world: World) {
  const { state, commit } = (await readRecord(world)).pullRequest;
  return { state, commit };
}

function realPullRequest(world: World) {
  const [pullRequest] = world.bitbucket.pullRequests(repositoryAt(world, 0));
  if (!pullRequest) throw new Error('There is no pull request.');
  const { source } = pullRequest;
  return {
    state: pullRequest.state.toLowerCase(),
    commit: world.bitbucket.tipOf(repositoryAt(world, 0), source.branch),
  };
}
