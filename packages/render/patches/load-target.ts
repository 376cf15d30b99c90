import { anyString, type MappingContext, type MappingReader, readMapping, shownValue } from '@thanos-gitops/manifest'
import { isGlob } from './glob.ts'
import { type LabelRequirement, parseLabelSelector } from './label-selector.ts'
import type { Target } from './patch.ts'
import { canMatchSeveral } from './select-targets.ts'

const stringKeys = ['kind', 'name', 'group', 'namespace', 'component'] as const
const targetKeys = [...stringKeys, 'labelSelector', 'expect'] as const
type TargetReader = MappingReader<(typeof targetKeys)[number]>

/** Reads the target of a patch. Undefined if it has a problem, which is reported. */
export function loadTarget(context: MappingContext, value: unknown): Target | undefined {
  const fields = readMapping(context, value, targetKeys, {
    subject: 'target',
    remedy: 'Write target: {kind: StatefulSet, name: thanos-store}.',
  })
  if (fields === undefined) return undefined
  const { source, path } = context
  const target: Target = {
    ...Object.fromEntries(stringKeys.flatMap((key) => withoutUndefined(key, fields.string(key, anyString)))),
    ...Object.fromEntries(withoutUndefined('labelSelector', readSelector(fields))),
    ...Object.fromEntries(withoutUndefined('expect', readExpect(fields))),
    at: { file: source.file, at: path },
    place: (field) => source.place(field === undefined ? path : [...path, field]),
  }
  return hasWrongValue(fields, target) || !isComplete(fields, target) ? undefined : target
}

const withoutUndefined = (key: string, value: unknown): readonly [string, unknown][] =>
  value === undefined ? [] : [[key, value]]

/** An unknown key alone does not stop the target from being used. */
const hasWrongValue = (fields: TargetReader, target: Target): boolean =>
  targetKeys.some((key) => fields.value(key) !== undefined && target[key] === undefined)

function readSelector(fields: TargetReader): readonly LabelRequirement[] | undefined {
  const selector = fields.string('labelSelector', anyString)
  const requirements = selector === undefined ? undefined : parseLabelSelector(selector)
  if (selector !== undefined && requirements === undefined)
    fields.problem(
      ['labelSelector'],
      `${shownValue(selector)} is not a label selector.`,
      'Write app=a, app!=a, app in (a, b), app or !app, separated by commas.',
    )
  return requirements
}

function readExpect(fields: TargetReader): number | undefined {
  const expect = fields.value('expect')
  if (expect === undefined || (Number.isInteger(expect) && (expect as number) > 0)) return expect as number | undefined
  fields.problem(
    ['expect'],
    `expect must be the number of objects that the target matches, not ${shownValue(expect)}.`,
    'Write an integer from 1 on.',
  )
  return undefined
}

/** Names of Kubernetes objects have none of these. `.*` matches nothing, because it begins with a dot. */
const regularExpressionParts = /\.[*+?]|[\^$|()+\\]/

function isComplete(fields: TargetReader, target: Target): boolean {
  const { kind, name, component, labelSelector, expect } = target
  const isOne =
    component === undefined &&
    labelSelector === undefined &&
    expect === undefined &&
    (name === undefined || !isGlob(name))
  if (isOne) {
    if (kind === undefined) fields.missing('kind', 'kind: StatefulSet')
    if (name === undefined) fields.missing('name', 'name: thanos-store')
    return kind !== undefined && name !== undefined
  }
  if (name !== undefined && regularExpressionParts.test(name)) {
    fields.problem(
      ['name'],
      `${shownValue(name)} looks like a regular expression, but in a name only * and ? match other characters.`,
      `Write name: "${name.replace(/^\^|\$$/g, '').replace(/\\?\.[*+]/g, '*')}".`,
    )
    return false
  }
  if (!canMatchSeveral(target) || expect !== undefined) return true
  fields.problem(
    [],
    'A target that can match several objects needs expect, the number of objects that it matches.',
    'Add for example expect: 3. It turns a later change of the base that matches other objects into an error.',
  )
  return false
}
