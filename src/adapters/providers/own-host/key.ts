import type { DeploymentSpec } from '../../../domain/provider';

/**
 * The Idempotency-Key of a deploy: the same for the same try of the same request, another one for any
 * other. Values of variables go into it, so it is made with the token: nobody else can try values on it.
 */
export async function keyOf(
  token: string,
  { name, attempt }: Pick<DeploymentSpec, 'name' | 'attempt'>,
  body: object,
): Promise<string> {
  const { subtle } = globalThis.crypto;
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const how = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await subtle.importKey('raw', bytesOf(token), how, false, ['sign']);
  const digest = await subtle.sign('HMAC', secret, bytesOf(JSON.stringify(body)));
  return `${name}:${attempt}:${Buffer.from(digest).toString('hex').slice(0, 32)}`;
}
