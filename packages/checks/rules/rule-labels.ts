import { stringMapOf } from '@thanos-gitops/manifest'
import type { SourcedRule } from '../configuration/rules.ts'

/** The labels that a rule and its group add. Those of the rule win. */
export const labelsOfRule = ({ group, fields }: SourcedRule): Readonly<Record<string, string>> => ({
  ...stringMapOf(group.labels),
  ...stringMapOf(fields.labels),
})
