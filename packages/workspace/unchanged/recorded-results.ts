import { recordFiles } from './record-file.ts'

/** Results of earlier runs that found nothing to report, by a key that identifies everything that decides them. */
export interface RecordedResults<T> {
  find(name: string, key: string): T | undefined
  /** Replaces the oldest result of the name if there are too many. */
  add(name: string, key: string, result: T): void
}

/** With other options, an environment has other results. */
const mostResults = 4

/** The results of a command in a repository, in a file for each name: an environment, or `several`. */
export function recordedResults<T>(root: string, kind: 'checked' | 'validated'): RecordedResults<T> {
  const files = recordFiles<readonly (readonly [key: string, result: T])[]>(root, kind)
  const read = (name: string): readonly (readonly [key: string, result: T])[] => {
    const results = files.read(name)
    // Another version may have written something else.
    return Array.isArray(results) ? results : []
  }
  return {
    find: (name, key) => read(name).find(([known]) => known === key)?.[1],
    add(name, key, result) {
      const others = read(name).filter(([known]) => known !== key)
      files.write(name, [[key, result] as const, ...others].slice(0, mostResults))
    },
  }
}

/** The name of the results of several environments together: no environment can have it. */
export const several = '.several'
