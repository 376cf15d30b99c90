import { type ConstantName, constants } from './constants.ts'
import { evaluate, formulaText, namesIn } from './expression.ts'
import type { Load, Stack } from './load.ts'
import { type QuantityName, quantities } from './quantities.ts'
import { type Requirement, type Resource, requirements, unitOf } from './requirements.ts'
import { roundCores, roundMemory, roundVolume, shownAmount, type Unit } from './units.ts'

/** A requirement of one pod with its value. */
export interface Size extends Requirement {
  /** Bytes or processors, as computed. */
  readonly value: number
  /** Rounded up to an amount that people write. */
  readonly rounded: number
  /** The formula with its values: `prometheusBytes 128 MiB + headMemory 9.06 GiB`. */
  readonly arithmetic: string
}

const loadUnits: Readonly<Record<keyof Load, Unit>> = {
  series: 'number',
  churn: 'number',
  queriesPerSecond: 'number',
  queryRange: 'seconds',
  receiveSeries: 'number',
}

const stackUnits: Readonly<Record<keyof Stack, Unit>> = {
  scrapeInterval: 'seconds',
  replicas: 'number',
  localRetention: 'seconds',
  retentionRaw: 'seconds',
  retention5m: 'seconds',
  retention1h: 'seconds',
  maxConcurrent: 'number',
  compactConcurrency: 'number',
  mergedBlocks: 'number',
  ruleRetention: 'seconds',
  receivers: 'number',
  replicationFactor: 'number',
  receiveRetention: 'seconds',
  frontendCache: 'bytes',
  ownIndexCache: 'number',
  memcachedPods: 'number',
  indexCacheSet: 'bytes',
  chunkPoolSet: 'bytes',
  storeShards: 'number',
  compactShards: 'number',
  prometheusShards: 'number',
  agentMode: 'number',
  ruleShards: 'number',
}

/** The value of an input, a constant or a quantity, by its name. */
export function valuesOf(load: Load, stack: Stack): (name: string) => number {
  const inputs: Readonly<Record<string, number>> = { ...load, ...stack }
  const known = new Map<string, number>()
  const set: Readonly<Partial<Record<string, number>>> = {
    indexCache: stack.indexCacheSet,
    chunkPool: stack.chunkPoolSet,
  }
  const value = (name: string): number => {
    if (Object.hasOwn(inputs, name)) return inputs[name]!
    if (Object.hasOwn(constants, name)) return constants[name as ConstantName].value
    let found = known.get(name)
    if (found === undefined) {
      if (!Object.hasOwn(quantities, name)) throw new Error(`A formula uses the unknown name ${name}.`)
      found = set[name] || evaluate(quantities[name as QuantityName].formula, value)
      known.set(name, found)
    }
    return found
  }
  return value
}

export function unitOfName(name: string): Unit {
  if (Object.hasOwn(constants, name)) return constants[name as ConstantName].unit
  if (Object.hasOwn(quantities, name)) return quantities[name as QuantityName].unit
  return loadUnits[name as keyof Load] ?? stackUnits[name as keyof Stack]
}

/** The sizes of one pod of each component. */
export function sizesOf(load: Load, stack: Stack): readonly Size[] {
  const value = valuesOf(load, stack)
  return requirements.map((requirement) => {
    const computed = evaluate(requirement.formula, value)
    return {
      ...requirement,
      value: computed,
      rounded: roundedSize(computed, requirement.resource),
      // Only texts need it, and it takes longer than all values.
      get arithmetic() {
        return arithmeticOf(expanded(requirement.formula), value)
      },
    }
  })
}

/** The formula of a quantity instead of its name. */
const expanded = (formula: string): string =>
  Object.hasOwn(quantities, formula) ? quantities[formula as QuantityName].formula : formula

function roundedSize(value: number, resource: Resource): number {
  if (resource === 'cpu') return roundCores(value)
  return resource === 'volume' ? roundVolume(value) : roundMemory(value)
}

/** `headroom 1.5 × (prometheusBytes 128 MiB + headMemory 9.06 GiB)` */
export const arithmeticOf = (formula: string, value: (name: string) => number): string =>
  namesIn(formula).reduce(
    (text, name) =>
      text.replaceAll(
        new RegExp(`\\b${name}\\b`, 'g'),
        (match) => `${match} ${shownAmount(value(name), unitOfName(name))}`,
      ),
    formulaText(formula),
  )

/** A size for people: `9.31 GiB`. */
export const sizeText = ({ value, resource }: Pick<Size, 'value' | 'resource'>): string =>
  shownAmount(value, unitOf(resource))
