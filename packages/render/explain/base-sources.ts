import type { Place } from '@thanos-gitops/manifest'
import type { Point, Traced } from './evaluate/traced.ts'
import { openModule, type SourceModule } from './source-module.ts'

/** The sources of the base. A file is parsed when one of its names is needed. */
export interface BaseSources {
  /** The value at some steps of the `base` that `base/index.ts` exports. Reads only the files on the way. */
  base(steps: readonly (string | number)[]): Traced | undefined
  place(point: Point): Place
}

/** @param displayFile a path from the root, as places name it */
export function readBaseSources(root: string, displayFile: (file: string) => string = (file) => file): BaseSources {
  const modules = new Map<string, SourceModule>()
  const open = (file: string): SourceModule => {
    let found = modules.get(file)
    if (found === undefined) {
      found = openModule(root, file, open)
      modules.set(file, found)
    }
    return found
  }
  return {
    base: (steps) => open('base/index.ts').exportedAt('base', steps),
    place: ({ file, offset }) => ({ file: displayFile(file), ...open(file).lineAndColumn(offset) }),
  }
}
