import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { arbitraryString, arbitraryValue } from '../testing/arbitrary-values.ts'
import { awkwardStrings } from '../testing/awkward-strings.ts'
import { manifestOf } from '../testing/manifest-of-strings.ts'
import { writeYaml } from './write.ts'

describe('writeYaml', () => {
  it('writes in the style of kubectl and kustomize', () => {
    const value = {
      apiVersion: 'v1',
      data: { on: 'yes', 'a.yaml': 'a:\n  b: 1\n', 'b.txt': 'no end', 'c.txt': '  first\n\nlast\n\n' },
      list: ['--log.level=info', '{{ $labels.pod }}', 'a: b', 'x\ny', 5, true, null, '', {}, []],
      nested: [[1, [2, { a: 1, b: [] }]], { name: 'x', env: [{ name: 'y', value: '1' }] }],
      empty: { map: {}, list: [], fields: { none: undefined } },
      dropped: undefined,
    }
    expect(writeYaml(value)).toMatchInlineSnapshot(`
      "apiVersion: v1
      data:
        "on": "yes"
        a.yaml: |
          a:
            b: 1
        b.txt: no end
        c.txt: |2+
            first

          last

      list:
      - --log.level=info
      - "{{ $labels.pod }}"
      - "a: b"
      - |-
        x
        y
      - 5
      - true
      - null
      - ""
      - {}
      - []
      nested:
      - - 1
        - - 2
          - a: 1
            b: []
      - name: x
        env:
        - name: "y"
          value: "1"
      empty:
        map: {}
        list: []
        fields: {}
      "
    `)
  })

  it('writes a StatefulSet as the yaml package does', () => {
    expect(writeYaml(statefulSet)).toBe(
      stringify(statefulSet, { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: 'literal', indentSeq: false }),
    )
  })

  it.each([
    [{}, '{}\n'],
    [[], '[]\n'],
    [null, 'null\n'],
    ['a', 'a\n'],
    ['--- a', '"--- a"\n'],
    ['a\nb\n', '"a\\nb\\n"\n'],
    [{ a: undefined }, '{}\n'],
    [[[[]]], '- - []\n'],
    [-0, '0\n'],
    [0.5, '0.5\n'],
    [2 ** 53, '9007199254740992\n'],
    [1e21, '1.0e+21\n'],
    [1.5e-7, '1.5e-7\n'],
    [-1e-7, '-1.0e-7\n'],
    [
      { 8080: 1, '0x1f': 2, y: 3, '': 4, 'a: b': 5, 'a\nb': 6 },
      '"8080": 1\n"0x1f": 2\n"y": 3\n"": 4\n"a: b": 5\n"a\\nb": 6\n',
    ],
  ])('writes %j as %j', (value, expected) => {
    expect(writeYaml(value)).toBe(expected)
  })

  it('writes a shared object each time, without an anchor', () => {
    const shared = { a: 1 }
    expect(writeYaml({ b: shared, c: [shared] })).toBe('b:\n  a: 1\nc:\n- a: 1\n')
  })

  it('does not fold a long line, and takes linear time', () => {
    for (const text of [`${'word '.repeat(100_000)}end`, `${'1'.repeat(500_000)}x`, `${' '.repeat(500_000)}x\ny`]) {
      expect(writeYaml({ text }).split('\n').length).toBeLessThan(5)
    }
  })
})

describe('writeYaml, for values that YAML cannot contain,', () => {
  it.each<[string, unknown]>([
    ['NaN at /spec/replicas', { spec: { replicas: NaN } }],
    ['Infinity at /list/1', { list: [1, Infinity] }],
    ['the key << at /a~1b/<<', { 'a/b': { '<<': {} } }],
    ['half a surrogate pair at /a/0/x~0y', { a: [{ 'x~y': '\ud800' }] }],
    ['half a surrogate pair at /text', { text: 'a\n\udc00' }],
    ['half a surrogate pair at /\udc00', { '\udc00': 1 }],
    ['undefined at /0', [undefined]],
    ['a bigint at /a', { a: 1n }],
    ['a Function at /a', { a: () => 1 }],
    ['a Date at /a', { a: new Date(0) }],
    ['a Map at /a', { a: new Map() }],
    ['a key of 1001 characters at /kkk', { ['k'.repeat(1001)]: 1 }],
    ['NaN at the root', NaN],
  ])('refuses %s', (message, value) => {
    expect(() => writeYaml(value)).toThrow(`YAML cannot represent ${message}`)
  })
})

describe('the reader of the yaml package', () => {
  it.each(['1.1', '1.2'] as const)('reads what writeYaml wrote, as YAML %s', (version) => {
    const manifest = manifestOf(awkwardStrings, [])
    expect(parse(writeYaml(manifest), { version })).toEqual(manifest)
    for (const text of awkwardStrings) expect(parse(writeYaml(text), { version })).toBe(text)
    fc.assert(
      fc.property(fc.array(arbitraryString, { maxLength: 3 }), arbitraryValue, (texts, value) => {
        const manifest = manifestOf(texts, [value])
        expect(parse(writeYaml(manifest), { version })).toEqual(manifest)
      }),
      { seed: 20260101, numRuns: 700 },
    )
  })
})

const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'thanos-store', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'thanos-store' } },
  spec: {
    podManagementPolicy: 'Parallel',
    replicas: 2,
    selector: { matchLabels: { 'app.kubernetes.io/name': 'thanos-store' } },
    serviceName: 'thanos-store',
    template: {
      metadata: {
        annotations: { 'example.com/hash': 'a8f5f167f44f4964' },
        labels: { 'app.kubernetes.io/name': 'thanos-store' },
      },
      spec: {
        containers: [
          {
            name: 'thanos',
            args: [
              'store',
              '--log.level=info',
              '--data-dir=/var/thanos/store',
              '--grpc-address=0.0.0.0:10901',
              '--objstore.config=$(OBJSTORE_CONFIG)',
              '--index-cache.config="config":\n  "max_size": "200MB"\n"type": "IN-MEMORY"',
            ],
            env: [
              { name: 'GOGC', value: '100' },
              {
                name: 'OBJSTORE_CONFIG',
                valueFrom: { secretKeyRef: { key: 'thanos.yaml', name: 'thanos-objectstorage' } },
              },
            ],
            image: 'quay.io/thanos/thanos:v0.39.2',
            livenessProbe: { failureThreshold: 8, httpGet: { path: '/-/healthy', port: 'http' }, periodSeconds: 30 },
            ports: [
              { name: 'grpc', containerPort: 10901 },
              { name: 'http', containerPort: 10902 },
            ],
            resources: { limits: { memory: '2Gi' }, requests: { cpu: '500m', memory: '1Gi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'data', mountPath: '/var/thanos/store' }],
          },
        ],
        nodeSelector: {},
        volumes: [],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ],
  },
}
