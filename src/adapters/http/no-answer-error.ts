/** A call got no answer that can be used. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(
    /**
     * `astray`: it was redirected to where the key must not go, or in circles. `blocked`: the platform
     * lets the app call declared addresses only, and this is none.
     */
    readonly kind: 'unreachable' | 'astray' | 'too-large' | 'blocked',
    /** What became of it, to follow the name of whom it asked. */
    readonly how: string,
  ) {
    super(how);
  }
}
