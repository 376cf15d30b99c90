import { factsOf, formatPointer, isObject, parsePointer, readYaml, valueAt, type KubernetesObject, type Origin, type YamlFile } from '@thanos-gitops/manifest'
import { environmentsFolder, loadPatches, resolvePath, type Patch } from '@thanos-gitops/render'

/**
 * Who wrote the fields of an object at the base revision, as far as that can be said without running its base: the patches
 * and image overrides that it had. What they did not write, base/ did.
 */
export function baseOrigins(environment: string, texts: ReadonlyMap<string, string>, shownFile: (file: string) => string): (object: KubernetesObject, pointer: string) => readonly Origin[] {
  const folder = `${environmentsFolder}/${environment}`
  let patches: readonly Patch[] | undefined
  let settings: YamlFile | undefined
  const read = (file: string): YamlFile | undefined => {
    const found = readYaml(shownFile(file), texts.get(file) ?? '')
    return 'file' in found ? found : undefined
  }
  const load = (): readonly Patch[] => {
    settings = read(`${folder}/environment.yaml`)
    const files = [...texts.keys()].filter((file) => file.startsWith(`${folder}/patches/`) && file.endsWith('.yaml')).sort()
    // An older revision may say what this version does not understand: then that patch is not named.
    return files.flatMap((file) => {
      const source = read(file)
      return source ? loadPatches(source, () => undefined) : []
    })
  }
  return (object, pointer) => {
    patches ??= load()
    const steps = parsePointer(pointer) ?? []
    const structured = withDocuments(object)
    const written = patches.flatMap(({ target, operations }): Origin[] => {
      if (target.kind !== object.kind || target.name !== object.metadata.name) return []
      return operations.flatMap((operation): Origin[] => {
        const resolved = resolvePath(structured, operation.path, true)
        return 'steps' in resolved && operation.op !== 'test' && isAbout(resolved.steps, steps) ? [{ layer: 'patch', place: operation.place(operation.value === undefined ? 'path' : 'value') }] : []
      })
    })
    return [...imageOrigin(object, steps, settings), ...written.reverse()]
  }
}

/** Patches go on into the documents of a ConfigMap, which are texts in a manifest. */
function withDocuments(object: KubernetesObject): unknown {
  const field = factsOf(object.kind).documents
  const entries = field === undefined ? undefined : valueAt(object, [field])
  if (field === undefined || !isObject(entries)) return object
  const documents = Object.entries(entries).map(([key, text]) => {
    const read = /\.ya?ml$/.test(key) && typeof text === 'string' ? readYaml(key, text) : undefined
    return [key, read && 'file' in read && isObject(read.value) ? read.value : text]
  })
  return { ...object, [field]: Object.fromEntries(documents) }
}

/** One stands at or above the other. */
const isAbout = (written: readonly string[], steps: readonly string[]): boolean => formatPointer(steps).startsWith(formatPointer(written)) || formatPointer(written).startsWith(`${formatPointer(steps)}/`)

function imageOrigin(object: KubernetesObject, steps: readonly string[], settings: YamlFile | undefined): readonly Origin[] {
  if (steps.at(-1) !== 'image' || factsOf(object.kind).podSpec === undefined || settings === undefined) return []
  const image = String(valueAt(object, steps))
  const images = valueAt(settings.value, ['images'])
  if (!Array.isArray(images)) return []
  const index = (images as readonly { name?: unknown; newName?: unknown }[]).findIndex(({ name, newName }) => {
    const wanted = String(newName ?? name)
    return image === wanted || image.startsWith(`${wanted}:`) || image.startsWith(`${wanted}@`)
  })
  return index < 0 ? [] : [{ layer: 'image', place: settings.place(['images', index]) }]
}
