import { defined } from '../../src/domain/defined';

/** As records have them: an optional member is not there, or has a value. */
interface Record {
  id: string;
  kind?: 'a' | 'b';
  waited?: true;
  list?: number[];
}

function recordOf(options: { kind?: 'a' | 'b'; waited: boolean; list?: number[] }): Record {
  const { kind, waited, list } = options;
  return { id: 'x', ...defined({ kind, waited: waited ? true : undefined, list }) };
}

test('what is undefined is left out, whatever else is falsy stays', () => {
  expect(Object.keys(recordOf({ waited: false }))).toEqual(['id']);
  expect(recordOf({ kind: 'a', waited: true, list: [] })).toStrictEqual({
    id: 'x',
    kind: 'a',
    waited: true,
    list: [],
  });
  expect(defined({ zero: 0, empty: '', no: false, none: null, absent: undefined })).toStrictEqual({
    zero: 0,
    empty: '',
    no: false,
    none: null,
  });
});

test('a member that has to be there stays required', () => {
  const maybe: string | undefined = process.env.NOT_SET;
  const made: { id: string; name?: string } = defined({ id: 'x', name: maybe });
  expect(made).toStrictEqual({ id: 'x' });
  // @ts-expect-error a field that may be undefined does not pass for one that is there
  const wrong: { name: string } = defined({ name: maybe });
  expect(wrong).toStrictEqual({});
});
