import { type Json, selectFields } from '../../../../local/bitbucket/rest/fields';

const page: Json = {
  size: 2,
  values: [
    { id: 1, author: { nickname: 'ada', uuid: '{1}' }, reviewers: [{ nickname: 'will' }] },
    { id: 2, author: { nickname: 'otto', uuid: '{2}' }, reviewers: [] },
  ],
};
const hidden = ['values.reviewers'];

test.each<[string | undefined, Json]>([
  [
    undefined,
    {
      size: 2,
      values: [
        { id: 1, author: { nickname: 'ada', uuid: '{1}' } },
        { id: 2, author: { nickname: 'otto', uuid: '{2}' } },
      ],
    },
  ],
  ['values.id', { values: [{ id: 1 }, { id: 2 }] }],
  ['size,values.id', { size: 2, values: [{ id: 1 }, { id: 2 }] }],
  [
    'values.author.nickname',
    { values: [{ author: { nickname: 'ada' } }, { author: { nickname: 'otto' } }] },
  ],
  ['-values', { size: 2 }],
  ['-values.author,-size', { values: [{ id: 1 }, { id: 2 }] }],
  [
    'values.*.uuid',
    {
      values: [
        { author: { uuid: '{1}' }, reviewers: [{}] },
        { author: { uuid: '{2}' }, reviewers: [] },
      ],
    },
  ],
  [
    'values.author,-values.author.uuid',
    { values: [{ author: { nickname: 'ada' } }, { author: { nickname: 'otto' } }] },
  ],
  ['missing', {}],
  [
    '+values.reviewers,-values.author',
    {
      size: 2,
      values: [
        { id: 1, reviewers: [{ nickname: 'will' }] },
        { id: 2, reviewers: [] },
      ],
    },
  ],
  [
    ' values.reviewers.nickname,-values.author,-size',
    {
      values: [
        { id: 1, reviewers: [{ nickname: 'will' }] },
        { id: 2, reviewers: [] },
      ],
    },
  ],
])('fields=%s', (fields, expected) => {
  expect(selectFields(page, fields, hidden)).toEqual(expected);
});
