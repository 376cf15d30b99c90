import { expect, it } from 'vitest'
import type { StoredComponent } from '../stored.ts'
import { attributes, cellsOf, isPartlyAbsent } from './attributes.ts'

const component = (changes: Partial<StoredComponent>): StoredComponent => ({
  name: 'web',
  replicas: 2,
  cpuRequests: 0.25,
  cpuLimits: 0,
  memoryRequests: 2 ** 30,
  memoryLimits: 1.5 * 2 ** 30,
  storage: 0,
  images: ['example.com:5000/team/web:v1@sha256:abc', 'prom/prometheus:v3'],
  retention: '',
  ...changes,
})
const attribute = (id: string) => attributes.find((one) => one.id === id)!

it.each([
  ['version', 'web v1, prometheus v3'],
  ['replicas', '2'],
  ['cpu', '250m'],
  ['memory', '1Gi / 1.5Gi'],
  ['storage', ''],
])('the text of %s is %s', (id, text) => expect(attribute(id).text(component({}))).toBe(text))

it('marks what is not the most frequent value; environments without the component do not count', () => {
  const replicas = [3, 2, 3].map((count) => component({ replicas: count }))
  const cells = cellsOf([...replicas, undefined], attribute('replicas'))
  expect(cells.map(({ differs }) => differs)).toEqual([false, true, false, false])
  expect(isPartlyAbsent(cells)).toBe(true)
})

it('marks all values if none is the most frequent', () => {
  const cells = cellsOf([component({ replicas: 1 }), component({ replicas: 2 })], attribute('replicas'))
  expect(cells.map(({ differs }) => differs)).toEqual([true, true])
})
