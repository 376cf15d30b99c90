import { stringOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import { perContext } from '../engine/per-context.ts'

/** The rules that record each metric. */
export const recordingRules = perContext(
  (context): ReadonlyMap<string, readonly SourcedRule[]> =>
    Map.groupBy(
      rulesIn(context).filter(({ isAlert }) => !isAlert),
      ({ fields }) => stringOf(fields.record) ?? '',
    ),
)
