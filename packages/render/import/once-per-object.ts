import { type Finding, identityOf, type KubernetesObject, labelOf, type SourcedObject } from '@thanos-gitops/manifest'
import { isSameContent } from './value.ts'

interface CleanObject {
  /** Without what the server makes. */
  readonly object: KubernetesObject
  readonly source: SourcedObject
}

/** Templates for several workloads print what they share for each of them. Two contents of an object are a problem. */
export function oncePerObject(
  objects: readonly CleanObject[],
  skipped: { readonly label: string; readonly reason: string }[],
  problems: Finding[],
): readonly CleanObject[] {
  const first = new Map<string, CleanObject>()
  for (const one of objects) {
    const found = first.get(identityOf(one.object))
    if (found === undefined) first.set(identityOf(one.object), one)
    else if (isSameContent(found.object, one.object))
      skipped.push({ label: labelOf(one.object), reason: 'it appears twice with the same content' })
    else problems.push(twoContents(found, one))
  }
  return [...first.values()]
}

function twoContents(first: CleanObject, { object, source }: CleanObject): Finding {
  const { file, line } = first.source.place('')
  return {
    code: 'object-duplicate',
    severity: 'error',
    message: `${labelOf(object)} has another content in ${file}:${line}. The cluster has one of the two.`,
    remedy: `Remove the one that was not applied last. If they are alternatives, import each as a cluster of its own: NAME=FOLDER. Or leave both out: --skip ${labelOf(object)}`,
    place: source.place('/metadata/name'),
  }
}
