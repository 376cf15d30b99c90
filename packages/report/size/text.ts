// The sizes that a load needs, with their arithmetic.
import {
  arithmeticOf,
  constants,
  type Load,
  quantities,
  quantityText,
  resources,
  type Size,
  type SourceName,
  type Stack,
  shownAmount,
  sizeText,
  sources,
  unitOf,
  unitOfName,
  valuesOf,
} from '@thanos-gitops/workloads/sizing'
import { tableText } from '../table-text.ts'

export interface SizeInput {
  readonly load: Load
  readonly stack: Stack
}

/** A size that an environment has. */
export interface ComparedAmount {
  readonly size: Size
  /** Undefined if the manifests set none. */
  readonly amount: { readonly text: string } | undefined
  readonly isEnough: boolean
  /** The vertical autoscaler that changes it in pods. Undefined if git has the only value. */
  readonly owner?: string
}

/** The arithmetic of all sizes as tables. */
export const needsText = (sizes: readonly Size[], input: SizeInput): string =>
  [
    tableText(
      ['COMPONENT', 'SIZE', 'NEEDS', 'SET', 'FORMULA', 'SOURCE'],
      sizes.map((size) => [
        ...nameCells(size),
        sizeText(size),
        settingText(size),
        size.arithmetic,
        sourceText(size.source),
      ]),
    ),
    arithmeticText(input),
  ].join('\n\n')

/** What an environment has, next to what its load needs. */
export const comparisonText = (compared: readonly ComparedAmount[], input: SizeInput): string =>
  [
    tableText(
      ['', 'COMPONENT', 'SIZE', 'HAS', 'NEEDS', 'FORMULA', 'SOURCE'],
      compared.map(({ size, amount, isEnough, owner }) => [
        owner === undefined ? (isEnough ? 'ok' : 'too small') : 'not in git',
        ...nameCells(size),
        amount?.text ?? 'no limit',
        sizeText(size),
        size.arithmetic,
        sourceText(size.source),
      ]),
    ),
    ...ownersText(compared),
    arithmeticText(input),
  ].join('\n\n')

/** Who sets the requests, if it is not git alone. */
function ownersText(compared: readonly ComparedAmount[]): readonly string[] {
  const owners = [...new Set(compared.flatMap(({ owner }) => owner ?? []))]
  if (owners.length === 0) return []
  return [
    `not in git: ${owners.join(', ')} change${owners.length === 1 ? 's' : ''} these requests in pods. A pod without a recommendation has the request in git. Limits and volumes are always those of git.`,
  ]
}

const nameCells = ({ workload, container, resource }: Size): readonly string[] => [
  workload === container ? workload : `${workload}/${container}`,
  resources[resource],
]

const settingText = ({ rounded, resource }: Size): string => quantityText(rounded, unitOf(resource))

const sourceText = (source: SourceName): string => (source === 'estimate' ? 'estimate' : sources[source].url)

function arithmeticText({ load, stack }: SizeInput): string {
  const value = valuesOf(load, stack)
  const inputs = Object.keys({ ...load, ...stack }).filter((name) => !name.endsWith('Set'))
  return [
    tableText(
      ['INPUT', 'VALUE'],
      inputs.map((name) => [name, shownAmount(value(name), unitOfName(name))]),
    ),
    tableText(
      ['VALUE', 'RESULT', 'FORMULA', 'WHAT IT IS'],
      Object.entries(quantities).map(([name, { formula, unit, why }]) => [
        name,
        shownAmount(value(name), unit),
        arithmeticOf(formula, value),
        why,
      ]),
    ),
    tableText(
      ['CONSTANT', 'VALUE', 'WHAT IT IS', 'SOURCE'],
      Object.entries(constants).map(([name, constant]) => [
        name,
        shownAmount(constant.value, constant.unit),
        constant.why,
        sourceText(constant.source),
      ]),
    ),
  ].join('\n\n')
}

/** For other programs. Amounts are bytes, seconds and processors. */
export function sizesJson(
  sizes: readonly Size[],
  { load, stack }: SizeInput,
  compared?: readonly ComparedAmount[],
): string {
  const has = new Map(compared?.map((one) => [one.size, one]))
  return JSON.stringify(
    {
      load,
      stack,
      sizes: sizes.map((size) => ({
        workload: size.workload,
        container: size.container,
        size: resources[size.resource],
        needed: size.value,
        setting: settingText(size),
        formula: size.formula,
        arithmetic: size.arithmetic,
        source: sourceText(size.source),
        ...comparison(has.get(size)),
      })),
    },
    undefined,
    2,
  )
}

const comparison = (compared: ComparedAmount | undefined): object =>
  compared === undefined
    ? {}
    : {
        has: compared.amount?.text ?? null,
        isEnough: compared.isEnough,
        // What sets the amount in pods.
        owner: compared.owner ?? 'git',
      }
