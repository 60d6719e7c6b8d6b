/**
 * Whether an https address leads to one of `hosts`, at the usual port and without user information. In
 * a host's name a label `#` stands for any number.
 */
export function isHostOf(url: URL, hosts: readonly string[]): boolean {
  if (url.protocol !== 'https:' || url.port || url.username || url.password) return false;
  const labels = url.hostname.split('.');
  return hosts.some((host) => {
    const wanted = host.split('.');
    return (
      wanted.length === labels.length &&
      wanted.every((label, index) =>
        label === '#' ? /^\d+$/.test(labels[index] ?? '') : label === labels[index],
      )
    );
  });
}
