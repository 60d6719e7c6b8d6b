/**
 * Puts something before a method of a part of the running platform. The parts call each other through
 * these methods, so the bench sees and slows what passes without any change to the platform.
 */
export function wrap<Part extends object, Name extends keyof Part>(
  part: Part,
  name: Name,
  make: (original: Part[Name]) => Part[Name],
): void {
  part[name] = make(part[name]);
}
