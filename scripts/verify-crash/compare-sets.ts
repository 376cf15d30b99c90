import type { CrashRepository, FileSet } from './repository.ts'

/** The paths of the files that have neither the old nor the new content. */
export const brokenFiles = ({ sets }: CrashRepository, found: FileSet): readonly string[] =>
  [...new Set([...sets.old.keys(), ...found.keys()])].filter(
    (file) => found.get(file) !== sets.old.get(file) && found.get(file) !== sets.new.get(file),
  )

export const isSame = (one: FileSet, other: FileSet): boolean =>
  one.size === other.size && [...one].every(([file, content]) => other.get(file) === content)

/**
 * The environments whose files are not all of one set. A render replaces the files of one environment together.
 * @param accepted the complete sets of files; old and new by default
 */
export function mixedEnvironments(
  { sets }: CrashRepository,
  found: FileSet,
  accepted: readonly FileSet[] = [sets.old, sets.new],
): readonly string[] {
  const names = new Set([...found.keys()].map((file) => file.split('/').slice(0, 2).join('/')))
  const part = (files: FileSet, name: string): FileSet =>
    new Map([...files].filter(([file]) => file.startsWith(`${name}/`) && !file.endsWith('.schema.json')))
  return [...names].filter((name) => !accepted.some((files) => isSame(part(found, name), part(files, name))))
}
