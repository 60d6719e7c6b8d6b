import type { ClassicLevel } from 'classic-level';

/**
 * Opens it.
 *
 * @throws Error with LevelDB's own words and code, which `open` hides behind "Database failed to open"
 */
export async function openLevel(db: ClassicLevel): Promise<void> {
  try {
    await db.open();
  } catch (error) {
    throw ((error as Error).cause as Error | undefined) ?? error;
  }
}
