/**
 * The sizes of a stack, computed from its load: `sizesOf(load, stack)`. The formulas are data (`quantities.ts`,
 * `requirements.ts`), and their constants have sources (`constants.ts`).
 */
export { type ConstantName, constants } from './constants.ts'
export { formulaText } from './expression.ts'
export {
  baseStack,
  completeLoad,
  type Load,
  type PresetName,
  parseCount,
  presetNames,
  presets,
  type Stack,
} from './load.ts'
export { type NodeCapacity, type OversizedPod, oversizedPods } from './pods.ts'
export { quantities } from './quantities.ts'
export { type Requirement, type Resource, requirements, resources, unitOf } from './requirements.ts'
export { arithmeticOf, type Size, sizesOf, sizeText, unitOfName, valuesOf } from './sizes.ts'
export { type SourceName, sources } from './sources.ts'
export { sizingTables } from './tables.ts'
export { quantityText, shownAmount, thanosSize, type Unit } from './units.ts'
