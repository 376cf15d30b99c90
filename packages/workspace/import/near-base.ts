import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isObject, labelOf } from '@thanos-gitops/manifest'
import type { NearBase } from '@thanos-gitops/render/import'
import { loadBase } from '../base/load-base.ts'

/** The base of a repository, and the names under which the files of its components export their objects. */
export async function nearBase(root: string): Promise<NearBase> {
  const base = await loadBase(root)
  const exportsOf = new Map<string, ReadonlyMap<string, string>>()
  for (const { name } of [...base.required, ...base.optional]) {
    const file = join(root, `base/components/${name}.ts`)
    if (existsSync(file)) exportsOf.set(name, exportedObjects(await import(pathToFileURL(file).href)))
  }
  return { base, exportOf: (component, object) => exportsOf.get(component)?.get(labelOf(object)) }
}

/** The names of the exports of a module that are objects of Kubernetes, by the label of the object. */
const exportedObjects = (module: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(isObject(module) ? module : { ...(module as object) }).flatMap(([name, value]) =>
      name !== 'default' && isObject(value) && isObject(value.metadata) && typeof value.kind === 'string'
        ? [[`${value.kind}/${String(value.metadata.name)}`, name] as const]
        : [],
    ),
  )
