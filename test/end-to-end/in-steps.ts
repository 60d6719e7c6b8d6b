/** Defines tests that go on from one another: one is not tried when the one before it failed. */
export function inSteps(): (name: string, work: () => Promise<void>) => void {
  let failed = false;
  return (name, work) => {
    test(name, async () => {
      if (failed) throw new Error('The test before this one failed.');
      failed = true;
      await work();
      failed = false;
    });
  };
}
