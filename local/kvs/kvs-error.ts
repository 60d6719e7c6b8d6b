/**
 * A refusal of the key-value store: `code` is what `ForgeKvsAPIError.code` gives the app.
 * Codes are those of Forge's documentation ("Error handling for the Key-Value Store" and "… for the
 * Custom Entity Store") where it names one.
 */
export class KvsError extends Error {
  override readonly name = 'KvsError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
