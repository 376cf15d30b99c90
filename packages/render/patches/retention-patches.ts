import {
  labelOf,
  listOf,
  mappingOf,
  otherTenantsName,
  placeText,
  type ReportProblem,
  resolutions,
  shardLabel,
  valueAt,
  type YamlFile,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { podSpecOf } from '@thanos-gitops/workloads'
import type { FieldWrite, PatchedObject, TargetObject } from './patch.ts'

/**
 * Reports patches that change a flag whose value `environment.yaml` sets, in `retention` or `compact.tenants`: two places would decide
 * what is deleted.
 *
 * @param targets the same objects before the patches
 */
export function reportRetentionPatches(
  patched: readonly PatchedObject[],
  targets: readonly TargetObject[],
  settings: YamlFile,
  report: ReportProblem,
): void {
  for (const [index, { object, writes }] of patched.entries()) {
    const target = targets[index]!.object
    const setting = writes.length === 0 ? undefined : settingOf(target, settings)
    if (setting === undefined) continue
    for (const flag of resolutions.map((name) => `--retention.resolution-${name}`)) {
      const before = valuesOf(target, flag)
      if (before.length === 0 || String(before) === String(valuesOf(object, flag))) continue
      const write =
        writes.findLast((one) => writesArgument(one, flag)) ??
        writes.findLast(({ pointer }) => pointer.includes('/args'))
      report(
        'patch-overrides-setting',
        (write ?? writes.at(-1)!).place(),
        `${labelOf(object)}: the patch changes ${flag}, which ${setting.join('.')} in ${placeText(settings.place(setting))} sets.`,
        `Set the value in ${setting.join('.')}, and remove this operation.`,
      )
    }
  }
}

/** The setting of the retention of a compactor; undefined for a default. */
function settingOf({ metadata: { labels } }: TargetObject['object'], { value }: YamlFile): YamlPath | undefined {
  const shard = labels?.[shardLabel] ?? otherTenantsName
  const isOfTenant = shard !== otherTenantsName && valueAt(value, ['compact', 'tenants']) !== undefined
  const setting = isOfTenant ? ['compact', 'tenants'] : ['retention']
  return valueAt(value, setting) === undefined ? undefined : setting
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
