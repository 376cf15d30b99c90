import {
  contentOf,
  formatPointer,
  groupOf,
  isObject,
  listOf,
  type Mapping,
  mappingOf,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'

const group = 'kustomize.toolkit.fluxcd.io'
const annotation = `${group}/substitute`

export const fluxSubstitutionIsIntended: Check = {
  name: 'flux-substitution-is-intended',
  question: 'startup',
  severity: 'error',
  why: 'With postBuild, which a parent Kustomization can also set, Flux replaces ${NAME} in every object: by an empty string before kustomize-controller 1.9, and with an error from then on. A program then never reads the variable, so that for example all replicas of Prometheus have the same external labels.',
  remedy: `Set the annotation ${annotation}: disabled on the object, or write $\${NAME} for a literal $.`,
  source: 'https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution',
  *run(context) {
    const kustomizations = context
      .ofKind('Kustomization', group)
      .map((object) => mappingOf(mappingOf(contentOf(object).spec).postBuild))
      .filter(({ substitute, substituteFrom }) => substitute !== undefined || substituteFrom !== undefined)
    const isForFlux = context.environment !== undefined && context.environment.delivery !== 'argo-cd'
    if (kustomizations.length === 0 && !isForFlux) return
    const known = substitutedNames(context, kustomizations)
    for (const object of context.objects) yield* objectProblems(object, known, kustomizations.length > 0)
  },
}

/** The variables that the Kustomizations set, to the extent that the manifests show them. */
const substitutedNames = (context: CheckContext, postBuilds: readonly Mapping[]): ReadonlySet<string> =>
  new Set(
    postBuilds.flatMap(({ substitute, substituteFrom }) => [
      ...Object.keys(mappingOf(substitute)),
      ...listOf(substituteFrom).flatMap((source) => {
        const { kind, name } = mappingOf(source)
        const keys = keysOf(context, String(kind), String(name), '')
        return keys === undefined || keys === 'unknown' ? [] : keys
      }),
    ]),
  )

function* objectProblems(object: SourcedObject, known: ReadonlySet<string>, isSubstituted: boolean): Iterable<Problem> {
  const { apiVersion, metadata } = object.object
  if (groupOf(apiVersion).endsWith('toolkit.fluxcd.io')) return
  if (metadata.annotations?.[annotation] === 'disabled' || metadata.labels?.[annotation] === 'disabled') return
  const found = firstVariable(contentOf(object), [], known)
  if (found === undefined) return
  yield {
    object,
    pointer: formatPointer(found.steps),
    offset: found.offset,
    message: `Flux replaces \${${found.name}}, which no postBuild sets.`,
    ...(isSubstituted
      ? {}
      : { severity: 'warning', message: `Flux replaces \${${found.name}} if a Kustomization above it has postBuild.` }),
  }
}

interface FoundVariable {
  readonly steps: readonly string[]
  readonly offset: number
  readonly name: string
}

/** `${NAME}` and `${NAME:-default}`, but not `$${NAME}`: fluxcd/pkg, envsubst. */
const variable = /(?<!\$)\$\{([_A-Za-z][_A-Za-z0-9]*)(?:[:=?+#%/^,-][^}]*)?\}/g

function firstVariable(
  value: unknown,
  steps: readonly string[],
  known: ReadonlySet<string>,
): FoundVariable | undefined {
  if (typeof value === 'string') {
    if (!value.includes('${')) return undefined
    for (const match of value.matchAll(variable))
      if (!known.has(match[1]!)) return { steps, offset: match.index, name: match[1]! }
    return undefined
  }
  if (!isObject(value) && !Array.isArray(value)) return undefined
  for (const [key, child] of Object.entries(value)) {
    const found = firstVariable(child, [...steps, key], known)
    if (found !== undefined) return found
  }
  return undefined
}
