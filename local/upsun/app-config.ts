import * as v from 'valibot';
import { parse } from 'yaml';

/** Where Upsun looks for the configuration of a project. */
export const CONFIG_PATH = '.upsun/config.yaml';

/** What the stand-in does of an app's configuration. Services and everything else are passed over. */
export interface AppConfig {
  name: string;
  build: string | undefined;
  deploy: string | undefined;
  start: string;
}

const Config = v.object({
  applications: v.record(
    v.string(),
    v.object({
      hooks: v.optional(
        v.object({ build: v.optional(v.string()), deploy: v.optional(v.string()) }),
      ),
      web: v.object({ commands: v.object({ start: v.string() }) }),
    }),
  ),
});

/** The first app of a configuration, or what is wrong with it. */
export function parseAppConfig(text: string | undefined): AppConfig | { problem: string } {
  if (text === undefined) return { problem: `There is no ${CONFIG_PATH}.` };
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    return { problem: `${CONFIG_PATH} cannot be read: ${(error as Error).message}` };
  }
  const config = v.safeParse(Config, parsed);
  if (!config.success) {
    const path = v.getDotPath(config.issues[0]) ?? 'its root';
    return { problem: `${CONFIG_PATH}: ${path}: ${config.issues[0].message}` };
  }
  const [first] = Object.entries(config.output.applications);
  if (!first) return { problem: `${CONFIG_PATH} has no application.` };
  const [name, { hooks, web }] = first;
  return { name, build: hooks?.build, deploy: hooks?.deploy, start: web.commands.start };
}
