import { describe, expect, it } from 'vitest'
import { contextOf, workload } from '../engine/testing.ts'
import { imageTagsExist } from './image-tags-exist.ts'

const remediesFor = (image: string): readonly (string | undefined)[] =>
  [...imageTagsExist.run(contextOf(workload('a', `image: ${image}`)))].map(({ remedy }) => remedy)

describe('image-tags-exist', () => {
  it.each([
    ['quay.io/thanos/thanos:0.42.4', 'v0.42.4'],
    ['thanosio/thanos:0.36.1', 'v0.36.1'],
    ['docker.io/prom/prometheus:3.5.0', 'v3.5.0'],
    ['quay.io/prometheus/alertmanager:0.28.0-rc.0', 'v0.28.0-rc.0'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics:2.15.0', 'v2.15.0'],
    ['memcached:v1.6.39', '1.6.39'],
    ['grafana/grafana:v11.2.0', '11.2.0'],
  ])('finds %s', (image, tag) => expect(remediesFor(image)).toEqual([`Use the tag ${tag}.`]))

  it.each([
    'quay.io/thanos/thanos:v0.42.4',
    'quay.io/thanos/thanos:main-2026-01-02-0123456',
    'bitnami/thanos:0.36.1',
    'registry.example.com/mirror/thanos:0.42.4',
    'memcached:1.6-alpine',
    'quay.io/thanos/thanos:0.42.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  ])('accepts %s', (image) => expect(remediesFor(image)).toEqual([]))
})
