export const isGlob = (name: string): boolean => /[*?]/.test(name)

/** Whether a name matches a glob: `*` is any number of characters, `?` is one character. */
export function matchesGlob(glob: string, name: string): boolean {
  if (!isGlob(glob)) return glob === name
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`).test(name)
}
