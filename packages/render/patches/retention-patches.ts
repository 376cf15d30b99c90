import {
  labelOf,
  listOf,
  mappingOf,
  placeText,
  type ReportProblem,
  resolutions,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { podSpecOf } from '@thanos-gitops/workloads'
import type { FieldWrite, PatchedObject, TargetObject } from './patch.ts'

/**
 * Reports patches that change a flag whose value `retention` in `environment.yaml` sets: two places would decide what is deleted.
 *
 * @param targets the same objects before the patches
 */
export function reportRetentionPatches(
  patched: readonly PatchedObject[],
  targets: readonly TargetObject[],
  settings: YamlFile,
  report: ReportProblem,
): void {
  for (const [index, { object, writes }] of patched.entries())
    for (const flag of writes.length === 0 ? [] : resolutions.map((name) => `--retention.resolution-${name}`)) {
      const before = valuesOf(targets[index]!.object, flag)
      if (before.length === 0 || String(before) === String(valuesOf(object, flag))) continue
      const write =
        writes.findLast((one) => writesArgument(one, flag)) ??
        writes.findLast(({ pointer }) => pointer.includes('/args'))
      report(
        'patch-overrides-setting',
        (write ?? writes.at(-1)!).place(),
        `${labelOf(object)}: the patch changes ${flag}, which retention in ${placeText(settings.place(['retention']))} sets.`,
        'Set the value in retention, and remove this operation.',
      )
    }
}

const writesArgument = ({ value }: FieldWrite, flag: string): boolean =>
  value !== undefined && JSON.stringify(value).includes(flag)

/** The arguments that set a flag, in all containers. */
const valuesOf = (object: TargetObject['object'], flag: string): readonly string[] =>
  argumentsOf(object).filter((argument) => argument === flag || argument.startsWith(`${flag}=`))

const argumentsOf = (object: TargetObject['object']): readonly string[] =>
  listOf(podSpecOf(object)?.containers).flatMap((container) => {
    const { args } = mappingOf(container)
    return listOf(args).filter((argument) => typeof argument === 'string')
  })
