// Objects of the rendered manifests in an API server without operators.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Kubectl } from '../../kubectl.ts'
import type { Contents, Keys } from './volume-files.ts'

/** The API groups that each API server has. Other kinds need definitions of operators. */
const builtIn: readonly string[] = [
  'apps',
  'autoscaling',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
]

export const isBuiltIn = (apiVersion: string): boolean =>
  !apiVersion.includes('/') || builtIn.includes(apiVersion.split('/')[0]!)

/**
 * Applies the manifests of a folder, and returns their number.
 *
 * @param isWanted by the name of the file
 */
export async function applyManifests(
  kubectl: Kubectl,
  folder: string,
  isWanted: (file: string) => boolean = () => true,
): Promise<number> {
  const files = readdirSync(folder)
    .filter(isWanted)
    .map((file) => join(folder, file))
    .filter((file) => isBuiltIn((parse(readFileSync(file, 'utf8')) as { readonly apiVersion: string }).apiVersion))
  await kubectl.text(['apply', '--server-side', ...files.flatMap((file) => ['-f', file])])
  return files.length
}

/** The objects of one or more resources in a namespace, without the fields that only servers need. */
export async function listIn<T>(kubectl: Kubectl, namespace: string, resources: string): Promise<readonly T[]> {
  const text = await kubectl.text(['get', resources, `--namespace=${namespace}`, '--output=json'])
  return (JSON.parse(text) as { readonly items: readonly T[] }).items
}

interface WithData {
  readonly metadata: { readonly name: string }
  readonly data?: Keys
}

export async function contentsOf(kubectl: Kubectl, namespace: string): Promise<Contents> {
  const configMaps = await listIn<WithData>(kubectl, namespace, 'configmaps')
  const secrets = await listIn<WithData>(kubectl, namespace, 'secrets')
  return {
    configMaps: new Map(configMaps.map(({ metadata, data = {} }) => [metadata.name, data])),
    secrets: new Map(secrets.map(({ metadata, data = {} }) => [metadata.name, decoded(data)])),
  }
}

const decoded = (data: Keys): Keys =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
