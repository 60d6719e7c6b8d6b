import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';

/** The API tokens that the stand-in takes. */
const API_TOKENS = ['local-token'];
const LIFE_SECONDS = 900;

/** Exchanges API tokens for access tokens. */
export interface TokenServer {
  exchange(request: Request): Promise<Response>;
  /** Whether a request carries an access token that is valid. */
  isValid(request: Request): boolean;
  /** Ends the life of all that were given. */
  revokeAll: () => void;
}

/** Tokens are kept in memory only, as their life is short. */
export function createTokenServer(clock: Clock): TokenServer {
  const until = new Map<string, number>();
  return {
    async exchange(request) {
      const form = new URLSearchParams(await request.text());
      const isApiToken = form.get('grant_type') === 'api_token';
      if (!isApiToken || !API_TOKENS.includes(form.get('api_token') ?? '')) {
        const body = { error: 'invalid_grant', error_description: 'The API token is not valid.' };
        return Response.json(body, { status: 400 });
      }
      const token = randomBytes(24).toString('base64url');
      until.set(token, clock.now() + LIFE_SECONDS * 1000);
      const answer = { access_token: token, token_type: 'bearer', expires_in: LIFE_SECONDS };
      return Response.json(answer);
    },
    isValid(request) {
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
      return (until.get(token) ?? 0) > clock.now();
    },
    revokeAll: () => until.clear(),
  };
}
