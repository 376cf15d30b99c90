import { describe, expect, it } from 'vitest'
import { decodedField, messagesIn } from './decoded-field.ts'

const ports = [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }, { containerPort: 80, protocol: 'TCP' }]
const object = {
  metadata: { finalizers: ['a', 'b'] },
  spec: { replicas: '3', containers: [{ name: 'a' }, { name: 'b"]c', ports }], list: [] },
}
const typed = (path: string, problem: string): string =>
  `failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): ${path}: ${problem}`

describe('decodedField', () => {
  it.each([
    ['strict decoding error: unknown field "spec.containers[0].img"', '/spec/containers/0/img'],
    ['json: cannot unmarshal string into Go struct field ServiceSpec.spec.replicas of type int32', '/spec/replicas'],
    [
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers.name of type int32',
      '/spec/containers',
    ],
    ['json: cannot unmarshal string into Go struct field PodSpec.nowhere.name of type int32', undefined],
    [typed('.spec.replica', 'field not declared in schema'), '/spec/replica'],
    [typed('.spec.containers[name="a"].img', 'field not declared in schema'), '/spec/containers/0/img'],
    [typed('.spec.containers[name="b\\"]c"].img', 'field not declared in schema'), '/spec/containers'],
    [typed('.spec.containers[name="c"].img', 'field not declared in schema'), '/spec/containers'],
    [typed('.spec.containers[1].ports[containerPort=80,protocol="UDP"].x', 'x'), '/spec/containers/1/ports/1/x'],
    [
      typed('.spec.containers[1].ports', 'duplicate entries for key [containerPort=80,protocol="TCP"]'),
      '/spec/containers/1/ports/2',
    ],
    [typed('.metadata.finalizers[="b"]', 'x'), '/metadata/finalizers/1'],
    ['failed to convert new object (/a; /v1, Kind=Pod) to proper version: parsing time', undefined],
    ['no kind is registered', undefined],
  ])('finds the field of "%s"', (message, pointer) => expect(decodedField(object, message)).toBe(pointer))
})

describe('messagesIn', () => {
  it('splits the errors of server-side apply', () =>
    expect(messagesIn('failed to create (a): errors:\n  .spec.a: x\n  .spec.b: y')).toEqual([
      'failed to create (a): .spec.a: x',
      'failed to create (a): .spec.b: y',
    ]))

  it('returns another message as it is', () => expect(messagesIn('no kind')).toEqual(['no kind']))
})
