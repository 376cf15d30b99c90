import type { KubernetesObject } from '@thanos-gitops/manifest'
import { sleep } from 'zx'
import type { ResponseBody, SendRequest } from '../verify-delivery/api-client.ts'

interface Resource {
  readonly plural: string
  readonly isNamespaced: boolean
}

const resources = new Map<string, Resource>()

/** The API path of an object, from the discovery documents of the server. */
export async function pathOf(
  send: SendRequest,
  { apiVersion, kind, metadata }: KubernetesObject,
  namespace: string,
): Promise<string> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const { plural, isNamespaced } = await findResource(send, group, kind)
  return `${group}${isNamespaced ? `/namespaces/${namespace}` : ''}/${plural}/${metadata.name}`
}

/** Waits up to 10 seconds, because a new CustomResourceDefinition is not served immediately. */
async function findResource(send: SendRequest, group: string, kind: string): Promise<Resource> {
  const key = `${group}/${kind}`
  for (let attempt = 0; !resources.has(key) && attempt < 50; attempt++) {
    const { body } = await send('GET', group)
    const list = (body.resources ?? []) as readonly { kind: string; name: string; namespaced: boolean }[]
    for (const { kind: listed, name, namespaced } of list)
      if (!name.includes('/')) resources.set(`${group}/${listed}`, { plural: name, isNamespaced: namespaced })
    if (!resources.has(key)) await sleep(200)
  }
  const resource = resources.get(key)
  if (!resource) throw new Error(`The server does not serve ${kind} in ${group}.`)
  return resource
}

export async function deleteObject(send: SendRequest, object: KubernetesObject, path: string): Promise<void> {
  await send('DELETE', path, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Background',
    gracePeriodSeconds: 0,
  })
  // The next case may create an object of the same name. A namespace needs a controller to be removed, and has a unique name.
  if (object.kind !== 'Namespace') await untilRemoved(send, path)
}

async function untilRemoved(send: SendRequest, path: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { status } = await send('GET', path)
    if (status === 404) return
    // The controllers that would remove the finalizers may not run.
    if (attempt >= 5) await send('PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
    await sleep(100)
  }
}

export async function untilEstablished(send: SendRequest, crd: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const { body } = await send('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`)
    const conditions =
      (body.status as { conditions?: readonly { type: string; status: string }[] } | undefined)?.conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return
    await sleep(200)
  }
}

/** A stored object as JSON, without its status and the server's own bookkeeping, such as the owners of fields. */
export function storedContent(object: ResponseBody): string {
  const metadata = (object.metadata ?? {}) as Record<string, unknown>
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...rest } = metadata
  const { 'kubectl.kubernetes.io/last-applied-configuration': _applied, ...annotations } = (rest.annotations ??
    {}) as Record<string, unknown>
  return JSON.stringify({ ...object, metadata: { ...rest, annotations }, status: undefined })
}
