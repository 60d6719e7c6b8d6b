/** Where the app says what it does. Fields never hold a secret, nor text that an outsider wrote. */
export type Log = (message: string, fields?: Record<string, string | number | undefined>) => void;
