/** A call got no answer that can be used. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(
    /** `astray`: it was redirected to where the key must not go, or in circles. */
    readonly kind: 'unreachable' | 'astray' | 'too-large',
    /** What became of it, to follow the name of whom it asked. */
    readonly how: string,
  ) {
    super(how);
  }
}
