import { didYouMean, identityOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { CheckContext, Problem } from './check.ts'
import { mayBeCreated } from './created-objects.ts'
import { causeOf } from './external-lines.ts'
import { perContext } from './per-context.ts'
import type { ObjectReference } from './references.ts'

/** One problem for each missing object and each object that requires it, at the first reference. */
export function* missingObjects(
  context: CheckContext,
  references: Iterable<ObjectReference>,
  exists: (reference: ObjectReference) => boolean,
): Generator<Problem> {
  const reported = new Set<string>()
  for (const reference of references) {
    const { object, kind, name, namespace } = reference
    const key = `${identityOf(object.object)}/${kind}/${name}/${namespace}`
    if (reported.has(key) || exists(reference) || mayBeCreated(context, reference)) continue
    reported.add(key)
    yield missingObject(context, reference)
  }
}

function missingObject(context: CheckContext, { object, pointer, kind, name, namespace }: ObjectReference): Problem {
  const missing = { kind, name, namespace }
  const problem = {
    object,
    pointer,
    message: `there is no ${kind} ${name}${namespace === '' ? '' : ` in ${namespace}`}.`,
    cause: causeOf(missing),
  }
  const others = objectsByName(context, kind)
  const elsewhere = others.get(name)
  if (elsewhere !== undefined)
    return {
      ...problem,
      remedy: `There is one in ${context.namespaceOf(elsewhere)}, but a pod can use only objects of its own namespace. Create it in the namespace of the pod.`,
    }
  const suggestion = didYouMean(name, others.keys())
  return { ...problem, missing, ...(suggestion === undefined ? {} : { remedy: suggestion }) }
}

const byKind = perContext((): Map<string, ReadonlyMap<string, SourcedObject>> => new Map())

/** The first object of each name. */
function objectsByName(context: CheckContext, kind: string): ReadonlyMap<string, SourcedObject> {
  const known = byKind(context).get(kind)
  if (known !== undefined) return known
  const byName = new Map<string, SourcedObject>()
  for (const object of context.ofKind(kind)) {
    const { name } = object.object.metadata
    if (!byName.has(name)) byName.set(name, object)
  }
  byKind(context).set(kind, byName)
  return byName
}
