/** Whether `error` says that the disk is full, in the words of the system, of LevelDB or of git. */
export function isDiskFull(error: unknown): boolean {
  return /no space left on device|out of diskspace/i.test(String(error));
}
