/** `Fields` where each member that may be undefined is left out instead. */
type Defined<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >;
};

/** Lets TypeScript keep `'a'` and `true` as they are, where it would take them for any text or flag. */
type AsWritten = string | number | boolean | object | null | undefined;

/** `fields` without those that are undefined: an optional member is either there with a value or not. */
export function defined<Value extends AsWritten, Fields extends Record<string, Value>>(
  fields: Fields,
): Defined<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<Fields>;
}
