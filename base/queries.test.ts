import { join } from 'node:path'
import { labelOf } from '@thanos-gitops/manifest'
import { explainer } from '@thanos-gitops/render/explain'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { expect, it } from 'vitest'
import { base } from './index.ts'
import { environmentFiles, variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const variant = variants.find(({ name }) => name === 'queries-tuned')!
const rendered = variantRenderer()(variant)
const stack = renderedStack(variant, rendered)

const settingOf = (label: string, pointer: string): string => {
  const manifests = explainer(join(import.meta.dirname, '..'), base)(environmentFiles(variant), rendered)
  const [origin] = manifests.find(({ object }) => labelOf(object) === label)!.origins(pointer)
  return variant.files['environment.yaml']!.split('\n')[origin!.place.line! - 1]!.trim()
}

it.each([
  ['Deployment/thanos-query', '/spec/replicas', 'autoscaling: {min: 3, max: 10, cpu: 80}'],
  ['HorizontalPodAutoscaler/thanos-query', '/spec/maxReplicas', 'autoscaling: {min: 3, max: 10, cpu: 80}'],
  ['Deployment/thanos-query-frontend', '/spec/replicas', 'autoscaling: {max: 6}'],
])('names the setting of %s %s', (label, pointer, line) => expect(settingOf(label, pointer)).toBe(line))

it('scales the query and the query frontend within the limits of the environment', () => {
  const limits = stack
    .all<IHorizontalPodAutoscaler>('HorizontalPodAutoscaler')
    .map(({ spec }) => [spec!.scaleTargetRef.name, spec!.minReplicas, spec!.maxReplicas])
  expect(limits).toContainEqual(['thanos-query', 3, 10])
  expect(limits).toContainEqual(['thanos-query-frontend', 2, 6])
})

it('reads from queries of other clusters, with the names in their certificates', () => {
  const { endpoints } = stack.document<{ endpoints: readonly Record<string, unknown>[] }>(
    'thanos-query',
    'endpoints.yaml',
  )
  expect(endpoints).toContainEqual(
    expect.objectContaining({
      address: 'edge.us-1.example.com:443',
      client_config: expect.objectContaining({ server_name: 'thanos-query.us-1.example.com' }) as unknown,
    }),
  )
})
