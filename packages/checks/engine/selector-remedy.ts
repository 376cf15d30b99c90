import { isObject, listOf, mappingOf, nearest } from '@thanos-gitops/manifest'
import { type Labels, selectorMatches } from '@thanos-gitops/workloads'

/** Something that a selector may match. */
export interface Labelled {
  /** `StatefulSet/thanos-store` */
  readonly name: string
  readonly labels: Labels
}

/** A condition of a selector: one of its labels, or one of its expressions. */
interface Requirement {
  readonly key: string
  /** Undefined for an expression. */
  readonly value: string | undefined
  isMet(labels: Labels): boolean
}

const requirementsOf = (selector: unknown): readonly Requirement[] => {
  const { matchLabels, matchExpressions } = mappingOf(selector)
  return [
    ...Object.entries(mappingOf(matchLabels)).map(([key, value]) => ({
      key,
      value: String(value),
      isMet: (labels: Labels) => labels[key] === value,
    })),
    ...listOf(matchExpressions)
      .filter(isObject)
      .map((expression) => ({
        key: String(expression.key),
        value: undefined,
        isMet: (labels: Labels) => selectorMatches({ matchExpressions: [expression] }, labels),
      })),
  ]
}

/** A selector in one line: `app=store, tier in (a, b)`. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = mappingOf(selector)
  const operators: Readonly<Record<string, string>> = { In: 'in', NotIn: 'not in', Exists: 'exists' }
  return [
    ...Object.entries(mappingOf(matchLabels)).map(([key, value]) => `${key}=${String(value)}`),
    ...listOf(matchExpressions)
      .map(mappingOf)
      .map(({ key, operator, values }) => {
        const list = Array.isArray(values) ? ` (${values.join(', ')})` : ''
        return `${String(key)} ${operators[String(operator)] ?? 'does not exist'}${list}`
      }),
  ].join(', ')
}

/**
 * How to make a selector match the candidate that differs in the fewest labels; undefined if none has anything in common with it.
 *
 * @param subject what a candidate stands for in the sentence: `The pods of StatefulSet/thanos-store`
 */
export function selectorRemedy<T extends Labelled>(
  selector: unknown,
  candidates: readonly T[],
  subject: (candidate: T) => string = ({ name }) => `The pods of ${name}`,
): string | undefined {
  const requirements = requirementsOf(selector)
  const found = nearestCandidate(requirements, candidates)
  if (found === undefined) return undefined
  const { candidate, unmet } = found
  return unmet.map((requirement) => labelRemedy(requirement, candidate.labels, subject(candidate))).join(' ')
}

/** The candidate that differs from a selector in the fewest labels. */
export const nearestLabelled = <T extends Labelled>(selector: unknown, candidates: readonly T[]): T | undefined =>
  nearestCandidate(requirementsOf(selector), candidates)?.candidate

interface Nearest<T extends Labelled> {
  readonly candidate: T
  readonly unmet: readonly Requirement[]
}

function nearestCandidate<T extends Labelled>(
  requirements: readonly Requirement[],
  candidates: readonly T[],
): Nearest<T> | undefined {
  let best: (Nearest<T> & { readonly similar: number }) | undefined
  for (const candidate of candidates) {
    const unmet = requirements.filter(({ isMet }) => !isMet(candidate.labels))
    if (best !== undefined && !canBeNearer(unmet.length, best)) continue
    const similar = unmet.filter((requirement) => isSimilar(requirement, candidate.labels)).length
    const isRelated = unmet.length < requirements.length || similar > 0
    if (isRelated && (best === undefined || unmet.length < best.unmet.length || similar > best.similar))
      best = { candidate, unmet, similar }
  }
  return best
}

/** Of candidates that differ in as many labels, the one with the most similar values is the nearest. */
const canBeNearer = (
  unmet: number,
  best: { readonly unmet: readonly Requirement[]; readonly similar: number },
): boolean => unmet < best.unmet.length || (unmet === best.unmet.length && best.similar < unmet)

/** Whether a label has a similar value, or another label has the value. */
function isSimilar({ key, value }: Requirement, labels: Labels): boolean {
  if (value === undefined) return Object.hasOwn(labels, key)
  if (Object.values(labels).includes(value)) return true
  return labels[key] !== undefined && nearest(value, [labels[key]]) !== undefined
}

function labelRemedy({ key, value }: Requirement, labels: Labels, subject: string): string {
  const actual = labels[key]
  const verb = subject.startsWith('The pods of') ? ['have', 'do not have'] : ['has', 'does not have']
  if (actual !== undefined) return `${subject} ${verb[0]} the label ${key}=${actual}. Use this value in the selector.`
  const other = value === undefined ? undefined : Object.keys(labels).find((label) => labels[label] === value)
  return other === undefined
    ? `${subject} ${verb[1]} the label ${key}. Remove it from the selector, or add it there.`
    : `${subject} ${verb[0]} the label ${other}=${value}. Use this label in the selector.`
}
