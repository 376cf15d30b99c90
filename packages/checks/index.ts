export type { Check, CheckContext, FleetMember, Problem } from './engine/check.ts'
export {
  type CheckedManifests,
  type CheckOptions,
  checkManifests,
  type PreparedCheck,
  prepareCheck,
} from './engine/check-manifests.ts'
export { checkNameProblem } from './engine/check-names.ts'
export { createContext } from './engine/context.ts'
export { type Declarations, readDeclarations } from './engine/declarations.ts'
export { type Question, questions } from './engine/questions.ts'
export { type CheckFamily, checkFamilies, checks } from './registry.ts'
export { type ComparedSize, comparedSizes, loadOf } from './thanos/compared-sizes.ts'
export { stackOf } from './thanos/stack.ts'
export { type RefusedConnection, refusedConnections } from './wiring/refused-connections.ts'
