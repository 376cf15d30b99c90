import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { parseArguments } from './arguments.ts'
import { parseImage } from './image.ts'
import type { ConfigReference, Container, ContainerPort, EnvironmentVariable, Mount, Workload } from './pod.ts'

/**
 * @param pointer JSON Pointer of the container
 * @param isListedAsInit whether it is in `initContainers`
 */
export function readContainer(
  workload: Workload,
  fields: Mapping,
  pointer: string,
  isListedAsInit: boolean,
): Container {
  const image = stringOf(fields.image) ?? ''
  return {
    workload,
    name: stringOf(fields.name) ?? '',
    pointer,
    isInit: isListedAsInit && fields.restartPolicy !== 'Always',
    image,
    imageReference: parseImage(image),
    arguments: parseArguments(fields, pointer),
    environment: readEach(fields.env, `${pointer}/env`, readVariable),
    environmentFrom: readEach(fields.envFrom, `${pointer}/envFrom`, readSource),
    ports: readEach(fields.ports, `${pointer}/ports`, readPort),
    mounts: readEach(fields.volumeMounts, `${pointer}/volumeMounts`, readMount),
    fields,
  }
}

const readEach = <T>(
  list: unknown,
  pointer: string,
  read: (entry: Mapping, pointer: string) => T | undefined,
): readonly T[] => listOf(list).flatMap((entry, index) => read(mappingOf(entry), `${pointer}/${index}`) ?? [])

function readPort({ name, containerPort, protocol }: Mapping, pointer: string): ContainerPort | undefined {
  if (typeof containerPort !== 'number') return undefined
  return { name: stringOf(name), containerPort, protocol: stringOf(protocol) ?? 'TCP', pointer }
}

function readMount({ name, mountPath, subPath, readOnly }: Mapping, pointer: string): Mount | undefined {
  if (typeof name !== 'string' || typeof mountPath !== 'string') return undefined
  return { name, mountPath, subPath: stringOf(subPath), readOnly: readOnly === true, pointer }
}

const keyReferences = [
  ['configMapKeyRef', 'ConfigMap'],
  ['secretKeyRef', 'Secret'],
] as const

function readVariable(variable: Mapping, pointer: string): EnvironmentVariable | undefined {
  const name = stringOf(variable.name)
  if (name === undefined) return undefined
  const valueFrom = mappingOf(variable.valueFrom)
  for (const [field, kind] of keyReferences) {
    const { name: object, key, optional } = mappingOf(valueFrom[field])
    if (typeof object !== 'string' || typeof key !== 'string') continue
    const reference = { kind, name: object, key, optional: optional === true }
    return { name, pointer, from: { ...reference, pointer: `${pointer}/valueFrom/${field}` } }
  }
  const value = stringOf(variable.value)
  const field = stringOf(mappingOf(valueFrom.fieldRef).fieldPath)
  return { name, pointer, ...(value === undefined ? {} : { value }), ...(field === undefined ? {} : { field }) }
}

const objectReferences = [
  ['configMapRef', 'ConfigMap'],
  ['secretRef', 'Secret'],
] as const

function readSource(source: Mapping, pointer: string): ConfigReference | undefined {
  const prefix = stringOf(source.prefix) ?? ''
  for (const [field, kind] of objectReferences) {
    const { name, optional } = mappingOf(source[field])
    if (typeof name === 'string')
      return { kind, name, optional: optional === true, pointer: `${pointer}/${field}`, prefix }
  }
  return undefined
}
