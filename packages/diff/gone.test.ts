import { expect, it } from 'vitest'
import { fluxObjects } from './testing/delivery-objects.ts'
import { configMap, diff, workload } from './testing/objects.ts'

const objects = [workload(), configMap({ a: '1' })]

it.each<[delivery: 'argo-cd' | 'flux' | 'both', tools: RegExp, command: string]>([
  [
    'argo-cd',
    /^The folder .*Argo CD reports an error, and deletes and updates nothing/,
    'kubectl --context CONTEXT delete --ignore-not-found -f environments/ENVIRONMENT/delivery/argo-cd; kubectl --context CONTEXT delete --ignore-not-found -f environments/ENVIRONMENT/manifests',
  ],
  ['flux', /Flux reports an error/, '-f environments/ENVIRONMENT/delivery/flux; '],
  [
    'both',
    /Flux and Argo CD report an error, and delete and update nothing/,
    '-f environments/ENVIRONMENT/delivery/flux; kubectl --context CONTEXT delete --ignore-not-found -f environments/ENVIRONMENT/delivery/argo-cd; ',
  ],
])('reports that %s deletes nothing if the folder of an environment is removed', (delivery, tools, command) => {
  const found = diff(objects, [], { delivery, side: 'gone' })
  expect(found.objects.map(({ class: one }) => one)).toEqual(['in-place', 'in-place'])
  expect(found.objects[0]!.why).toContain('It stays in the cluster')
  expect(found.findings).toMatchObject([
    { code: 'environment-removed', severity: 'error', message: expect.stringMatching(tools) as unknown },
  ])
  expect(found.findings[0]!.remedy).toContain(command)
  expect(found.capacity.total.after).toEqual(found.capacity.total.before)
})

it('reports the deletion of all objects of a folder that is emptied', () => {
  const found = diff(objects, [])
  expect(found.objects[0]!.class).toBe('outage')
  expect(found.findings).toMatchObject([{ code: 'environment-empty' }])
})

it.each([
  ['https://git.example.com/a.git', 'warning', 'No cluster syncs it from https://git.example.com/a.git'],
  ['https://github.com/shop/clusters.git', 'error', 'all objects stay in the cluster'],
  ['https://git.example.org.shop.io/a.git', 'error', 'all objects stay in the cluster'],
])('reports a removed environment whose repository is %s as %s', (repository, severity, message) => {
  const deliveryObjects = { before: fluxObjects({ repository }), after: undefined }
  const { findings } = diff(objects, [], { delivery: 'flux', side: 'gone', deliveryObjects })
  expect(findings).toMatchObject([
    { code: 'environment-removed', severity, message: expect.stringContaining(message) as unknown },
  ])
})
