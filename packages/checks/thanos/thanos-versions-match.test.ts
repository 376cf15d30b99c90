import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from './fixture.ts'
import { thanosVersionsMatch } from './thanos-versions-match.ts'

it.each<[string, Replacement[], string[]]>([
  [
    'two versions',
    [
      [
        `- name: thanos-store
          image: quay.io/thanos/thanos:v0.42.4`,
        `- name: thanos-store
          image: quay.io/thanos/thanos:v0.41.0`,
      ],
    ],
    [
      'StatefulSet/thanos-store: the version of Thanos is 0.41.0 here, but 0.42.4 in other components of the namespace.',
    ],
  ],
  [
    'a sidecar that cannot read the configuration of Prometheus 3',
    [['image: quay.io/thanos/thanos:v0.42.4', 'image: quay.io/thanos/thanos:v0.36.1']],
    [
      'StatefulSet/prometheus: the sidecar of Thanos 0.36.1 cannot read the configuration of Prometheus 3.13.2 (scrape protocol PrometheusText1.0.0), so it finds no external labels and exits.',
    ],
  ],
  [
    'an old version',
    [['prometheus:v3.13.2', 'prometheus:v2.22.2']],
    ['StatefulSet/prometheus: prometheus 2.22.2 is older than 3.0.0 and no longer maintained.'],
  ],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(thanosVersionsMatch, changes)).toEqual(messages)
})

it.each<[string, Replacement[]]>([
  ['the unchanged stack', []],
  [
    'an image of another registry',
    [
      [
        `- name: thanos-store
          image: quay.io/thanos/thanos:v0.42.4`,
        `- name: thanos-store
          image: registry.example.com:5000/thanos:v0.42.4@sha256:abc`,
      ],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(thanosVersionsMatch, changes)).toEqual([])
})
