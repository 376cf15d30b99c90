/** `0.42.4` of `v0.42.4-rc.0`; undefined for a tag that is not a version, such as `latest` or a commit. */
export const plainVersion = (tag: string): string | undefined => /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag)?.[1]

/** `0.42` of `0.42.4`. */
export const minorVersion = (version: string): string => version.split('.').slice(0, 2).join('.')

/** Negative if `a` is older than `b`, 0 if they are equal. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.replace(/^v/, '').split('.').map(Number))
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
