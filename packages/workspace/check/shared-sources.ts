import type { Finding } from '@thanos-gitops/manifest'
import type { EnvironmentSources, SourcedEnvironment } from '../sourced-environment.ts'
import type { SourcedFiles } from '../sources/sourced-files.ts'
import { notingReads } from '../unchanged/inputs.ts'

/** An environment that was rendered, or its problems. */
export interface Rendered {
  readonly result: SourcedEnvironment | readonly Finding[]
  /** Whether settings of other environments decide it. */
  readonly usesOthers: boolean
}

/** Sources of which each environment is read and rendered once. */
export interface SharedSources {
  read(name: string): SourcedFiles | readonly Finding[]
  render(name: string): Rendered
}

export function sharedSources({ read, render }: EnvironmentSources): SharedSources {
  const reads = new Map<string, SourcedFiles | readonly Finding[]>()
  const renders = new Map<string, Rendered>()
  const readOnce = (name: string): SourcedFiles | readonly Finding[] => {
    const known = reads.get(name) ?? read(name)
    reads.set(name, known)
    return known
  }
  return {
    read: readOnce,
    render(name) {
      const known = renders.get(name)
      if (known !== undefined) return known
      const files = readOnce(name)
      let usesOthers = false
      const note = (what: 'exceptions' | 'fleet'): void => {
        usesOthers ||= what === 'fleet'
      }
      const result = 'files' in files ? render({ ...files, files: notingReads(files.files, note) }) : files
      const rendered = { result, usesOthers }
      renders.set(name, rendered)
      return rendered
    },
  }
}
