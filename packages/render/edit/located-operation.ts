import { readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { loadPatches } from '../patches/load-patches.ts'
import type { Operation, Target } from '../patches/patch.ts'
import { type OperationSource, operationKey } from './copy-operation.ts'
import { operationIn, operationRemoval } from './patch-items.ts'
import { editFile, type SourceFiles } from './source-files.ts'

/** An operation, and the patch file that contains it. */
export interface LocatedOperation {
  /** Identifies the target and the path, as they are written. */
  readonly key: string
  readonly file: string
  readonly target: Target
  readonly operation: Operation
}

/** The operations of a patch file, in their order. */
export function operationsOfFile(file: string, content: string): readonly LocatedOperation[] {
  const source = readYaml(file, content) as YamlFile
  return loadPatches(source, () => {}).flatMap(({ target, operations }) =>
    operations.map((operation) => ({ key: operationKey(source, operation), file, target, operation })),
  )
}

export function sourceOf(sources: SourceFiles, { file, operation }: LocatedOperation): OperationSource {
  const content = sources.get(file)!
  return { file, content, item: operationIn(operation, content).item, operation }
}

export const withoutOperation = (sources: SourceFiles, { file, operation }: LocatedOperation): SourceFiles =>
  editFile(sources, file, (content) => operationRemoval(operation, content))
