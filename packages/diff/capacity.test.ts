import { describe, expect, it } from 'vitest'
import { claims, diff, workload } from './testing/objects.ts'

describe('capacity', () => {
  it('multiplies requests by replicas and counts volumes', () => {
    const pods = (replicas: number): object =>
      workload({
        kind: 'StatefulSet',
        replicas,
        spec: claims('10Gi'),
        container: { resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } } },
        pod: { initContainers: [{ name: 'i', image: 'i:v1', resources: { requests: { cpu: '2' } } }] },
      })
    const { capacity } = diff([pods(2)], [pods(3)], {
      prices: { currency: 'EUR', cpu: 20, memory: 5, storageClasses: { fast: 0.1 } },
    })
    expect(capacity.components).toEqual([
      {
        component: 'web',
        before: {
          replicas: 2,
          cpuRequests: 4,
          cpuLimits: 0,
          memoryRequests: 2 ** 31,
          memoryLimits: 2 ** 32,
          storage: 20 * 2 ** 30,
        },
        after: {
          replicas: 3,
          cpuRequests: 6,
          cpuLimits: 0,
          memoryRequests: 3 * 2 ** 30,
          memoryLimits: 6 * 2 ** 30,
          storage: 30 * 2 ** 30,
        },
        cost: { before: 92, after: 138 },
      },
    ])
    expect(capacity.currency).toBe('EUR')
  })
})
