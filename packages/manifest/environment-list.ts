const mostNamed = 3

/** Names of environments for a sentence: `eu-1, eu-2, eu-3 and 9 more environments`. */
export function environmentList(names: readonly string[]): string {
  const more = names.length - mostNamed
  if (more > 1) return `${names.slice(0, mostNamed).join(', ')} and ${more} more environments`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
}
