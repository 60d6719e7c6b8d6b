import { FailureError, permanent } from '../../../domain/failure';

/** Accounts in the United States have a host of their own; any other is below `app.spacelift.io`. */
const HOST = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.app(?:\.us)?\.spacelift\.io$/;
const NAME = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/**
 * The host of an account, from any form of its address: its name, its host, or any page of it. A
 * `FailureError` for what is none: Forge lets the app call Spacelift's own hosts only.
 */
export function parseAccount(entered: string): string {
  const text = entered.trim().toLowerCase();
  if (NAME.test(text)) return `${text}.app.spacelift.io`;
  const address = /^[a-z]+:\/\//.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' && !url.port && HOST.test(url.hostname)) return url.hostname;
  throw new FailureError(
    permanent(
      'address-wrong',
      'This is not the address of a Spacelift account.',
      'Enter its name or any of its pages, for instance https://acme.app.spacelift.io or https://acme.app.us.spacelift.io. Self-hosted installations cannot be reached.',
      'settings',
    ),
  );
}
