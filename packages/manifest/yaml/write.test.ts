import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { writeYaml } from './write.ts'
import { hasControls, randomSource, strings } from './write-cases.ts'

describe('the style', () => {
  test('it is the style of kubectl and kustomize', () => {
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

  test('a StatefulSet is written as the yaml package writes it', () => {
    expect(writeYaml(statefulSet)).toBe(
      stringify(statefulSet, { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: 'literal', indentSeq: false }),
    )
  })

  test.each([
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
  ])('of %j it makes %j', (value, expected) => {
    expect(writeYaml(value)).toBe(expected)
  })

  test('a shared object is written out each time, without an anchor', () => {
    const shared = { a: 1 }
    expect(writeYaml({ b: shared, c: [shared] })).toBe('b:\n  a: 1\nc:\n- a: 1\n')
  })

  test('a long line is not folded, whatever its length, and takes linear time', () => {
    for (const text of [`${'word '.repeat(100_000)}end`, `${'1'.repeat(500_000)}x`, `${' '.repeat(500_000)}x\ny`]) {
      expect(writeYaml({ text }).split('\n').length).toBeLessThan(5)
    }
  })
})

describe('what cannot be written', () => {
  test.each<[string, unknown]>([
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
  ])('it refuses %s', (message, value) => {
    expect(() => writeYaml(value)).toThrow(`YAML cannot hold ${message}`)
  })
})

const random = randomSource(20260101)
const randomStrings = Array.from({ length: 2000 }, random.string)
const all = [...new Set([...strings, ...randomStrings])].filter((text) => text !== '<<')

/** Every string as a value of a mapping and of a list at several depths, and as a key; and values of all shapes. */
const manifestOf = (texts: readonly string[], values: readonly unknown[]) => ({
  apiVersion: 'example.com/v1',
  kind: 'Strings',
  metadata: { name: 'strings' },
  fields: Object.fromEntries(texts.map((text, index) => [`f${index}`, text])),
  keys: Object.fromEntries(texts.filter((text) => text.length < 1000).map((text, index) => [text, index])),
  list: texts,
  deep: [[{ list: texts }], { last: texts }],
  values,
})
const values = Array.from({ length: 500 }, () => random.value(4))
const manifest = manifestOf(all, values)

// Thousands of strings, four readers.
describe('what is written is read as it was meant', { timeout: 60_000 }, () => {
  test.each(['1.1', '1.2'] as const)('by the yaml package as YAML %s it is', (version) => {
    expect(parse(writeYaml(manifest), { version })).toEqual(manifest)
    for (const text of strings) expect(parse(writeYaml(text), { version })).toBe(text)
  })

  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

  test.skipIf(!hasKubectl)('by kubectl it is (skipped where kubectl is missing)', () => {
    expect(readByKubectl(writeYaml(manifest))).toEqual(manifest)
  })

  test.skipIf(!hasKubectl)('by kustomize, which writes it again, it is (skipped where kubectl is missing)', () => {
    const printable = manifestOf(
      all.filter((text) => !hasControls(text)),
      values,
    )
    const folder = mkdtempSync(join(tmpdir(), 'yaml-write-'))
    try {
      writeFileSync(join(folder, 'strings.yaml'), writeYaml(printable))
      writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [strings.yaml]\n')
      expect(
        readByKubectl(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })),
      ).toEqual(printable)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** kubectl's own reader, sigs.k8s.io/yaml, without a server. */
function readByKubectl(text: string): unknown {
  const annotated = execFileSync('kubectl', ['annotate', '--local', '-f', '-', 'read=yes', '-o', 'json'], {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: '/dev/null' },
    maxBuffer: 2 ** 28,
  })
  const object = JSON.parse(annotated) as { metadata: { annotations?: unknown } }
  delete object.metadata.annotations
  return object
}

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
