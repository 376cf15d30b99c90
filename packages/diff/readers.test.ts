import { expect, it } from 'vitest'
import { configMap, diff, workload } from './testing/objects.ts'

it.each([
  ['Grafana', 'example.com/mirror/grafana:13.2.2', 'reload'],
  ['another program', 'example.com/web:v1.0.0', 'in-place'],
])('reports how %s gets a changed dashboard', (_, image, expected) => {
  const reader = workload({
    image,
    container: { volumeMounts: [{ name: 'dashboards', mountPath: '/dashboards' }] },
    pod: { volumes: [{ name: 'dashboards', configMap: { name: 'web' } }] },
  })
  const before = [configMap({ 'a.json': '{}' }), reader]
  expect(diff(before, [configMap({ 'a.json': '{"uid": "a"}' }), reader]).objects[0]!.class).toBe(expected)
})
