import { factsOf, type KubernetesObject, mappingsOf, valueAt } from '@thanos-gitops/manifest'
import { dottedPath, problem, type ValueProblem } from './problem.ts'

/** Server-side apply merges lists by their keys, and fails if two elements of a list have the same key. */
export function mergeProblems(written: KubernetesObject): readonly ValueProblem[] {
  const podSpec = factsOf(written.kind).podSpec
  if (podSpec === undefined) return []
  return ['containers', 'initContainers'].flatMap((field) =>
    mappingsOf(valueAt(written, [...podSpec, field])).flatMap((container, index) => {
      const names = mappingsOf(container.env).map(({ name }) => String(name))
      const duplicate = names.find((name, position) => names.indexOf(name) !== position)
      if (duplicate === undefined) return []
      const steps = [...podSpec, field, String(index), 'env']
      return [
        problem(
          steps,
          `failed to create manager for existing fields: .${dottedPath(steps)}: duplicate entries for key [name=${JSON.stringify(duplicate)}]`,
          'structured-merge-diff; run on 1.36.3',
        ),
      ]
    }),
  )
}

/** Whether the steps lead to an environment variable whose name occurs before: `kubectl apply` keeps the first. */
export function isDroppedByMerge(written: KubernetesObject, steps: readonly string[]): boolean {
  const index = Number(steps.at(-1))
  if (steps.at(-2) !== 'env' || factsOf(written.kind).podSpec === undefined) return false
  const names = mappingsOf(valueAt(written, steps.slice(0, -1))).map(({ name }) => name)
  return names.indexOf(names[index]) < index
}
