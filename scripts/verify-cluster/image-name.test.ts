import { describe, expect, it } from 'vitest'
import { contentOf, imagesIn, objectStoreImage } from './image-name.ts'
import { pauseImage } from './node/settings.ts'

describe('contentOf', () => {
  it.each([
    ['quay.io/thanos/thanos:v0.42.4', 'thanos', '0.42.4'],
    ['registry.example.com:5000/mirror/prometheus:v3.13.2@sha256:00', 'prometheus', '3.13.2'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.1', 'kube-state-metrics', '2.19.1'],
    ['quay.io/prometheus/node-exporter:v1.12.1', 'node-exporter', '1.12.1'],
    ['quay.io/oauth2-proxy/oauth2-proxy:v7.15.6', 'oauth2-proxy', '7.15.6'],
  ])('of %s is %s %s', (image, name, version) =>
    expect(contentOf(image)).toEqual({ kind: 'stack', program: { name, version } }),
  )

  it('is an S3 server in the place of SeaweedFS and of Ceph', () => {
    expect(contentOf('docker.io/chrislusf/seaweedfs:4.48')).toEqual({ kind: 's3' })
    expect(contentOf(objectStoreImage)).toEqual({ kind: 's3' })
    expect(contentOf(pauseImage)).toEqual({ kind: 'pause' })
  })

  it.each([
    'docker.io/grafana/grafana:13.2.2',
    'quay.io/thanos/thanos:latest',
    'quay.io/thanos/thanos',
    'constructor:v1.0.0',
  ])('is undefined for %s', (image) => expect(contentOf(image)).toBeUndefined())
})

it('imagesIn returns the images of all containers', () =>
  expect(imagesIn('a:\n  - image: x/a:v1\n    name: image\n    image: "x/b:v2"\n')).toEqual(['x/a:v1', 'x/b:v2']))
