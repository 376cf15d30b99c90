import { expect, it } from 'vitest'
import { withFields } from './with-fields.ts'

const object = { kind: 'Service', metadata: { name: 'a', labels: { 'b/c': 'd' } }, ports: [{ port: 1 }, { port: 2 }] }

it('replaces and adds fields of mappings and of elements, and leaves the object as it is', () => {
  const before = structuredClone(object)
  const changed = withFields(object, {
    '/metadata/name': 'x',
    '/metadata/labels/b~1c': 'y',
    '/metadata/annotations': { z: '1' },
    '/ports/1/port': 3,
  })
  expect(changed).toEqual({
    kind: 'Service',
    metadata: { name: 'x', labels: { 'b/c': 'y' }, annotations: { z: '1' } },
    ports: [{ port: 1 }, { port: 3 }],
  })
  expect(object).toEqual(before)
  expect(changed.ports[0]).toBe(object.ports[0])
})

it.each(['/spec/replicas', '/ports/2/port', '/ports/2', '/kind/x'])(
  'refuses %s, whose parent does not exist',
  (pointer) => {
    expect(() => withFields(object, { [pointer]: 1 })).toThrow(`has no parent of ${pointer}`)
  },
)
