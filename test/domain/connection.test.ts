import { titleProblem } from '../../src/domain/connection';

it.each([
  ['Web team', undefined],
  ['', 'Give it a name, so that others know what it is for.'],
  ['mill', 'There is a connection called mill already. Choose another name.'],
  ['x'.repeat(60), undefined],
  ['x'.repeat(61), 'A name has at most 60 characters.'],
])('the name %j is answered: %s', (title, problem) => {
  expect(titleProblem(title, [{ title: 'Mill' }])).toBe(problem);
});
