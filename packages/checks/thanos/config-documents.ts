// Configuration that Thanos reads from a file or from an argument: `--objstore.config-file` and `--objstore.config`.
import { type FlagUse, lastUse, lastValue, type Program } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { type EmbeddedDocument, embedded } from '../engine/embedded-documents.ts'

/**
 * The flag that sets a configuration: `--<name>-file` or `--<name>`.
 *
 * @param name without `-file`: `objstore.config`
 */
export const configFlag = (program: Program, name: string): FlagUse | undefined =>
  lastUse(program, `${name}-file`) ?? lastUse(program, name)

export const hasConfig = (program: Program, name: string): boolean => configFlag(program, name) !== undefined

/**
 * The document of `--<name>-file` or `--<name>`: the entry of a ConfigMap or Secret that is mounted at the path, the content
 * of the argument, or the source of the variable in the argument. Undefined if no manifest contains it.
 */
export function configOf(context: CheckContext, program: Program, name: string): EmbeddedDocument | undefined {
  const { container } = program
  const path = lastValue(program, `${name}-file`)
  if (path !== undefined) return context.documentAt(container, path)
  const use = lastUse(program, name)
  if (use?.value === undefined) return undefined
  const variable = /^\s*\$\(([^)]+)\)\s*$/.exec(use.value)?.[1]
  if (variable === undefined)
    return embedded(
      container.workload.object,
      use.argument.valuePointer,
      `${name}.yaml`,
      use.value,
      use.argument.valueOffset,
    )
  const source = container.environment.find((entry) => entry.name === variable)?.from
  const object = source && context.find(source.kind, container.workload.namespace, source.name)
  return object && context.documentsOf(object).find(({ key }) => key === source.key)
}
