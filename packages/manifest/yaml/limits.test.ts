import { describe, expect, it } from 'vitest'
import { readManifestText } from './read-manifests.ts'

const mebibyte = 2 ** 20
const repeated = (part: (index: number) => string, size: number): string => {
  const parts: string[] = []
  for (let length = 0; length < size; length += parts.at(-1)!.length) parts.push(part(parts.length))
  return parts.join('')
}
const configMap = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${data}`
const read = (text: string) => readManifestText('a.yaml', text)
/** Milliseconds of the processor for this thread, which other programs on a busy machine do not increase. */
const processorTime = (work: () => void): number => {
  const start = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

describe('readManifestText', () => {
  it('leaves out an object above 3 MiB, with a finding, also in a List', () => {
    const large = `  key: ${'a'.repeat(3 * mebibyte)}`
    const item = `{apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {key: ${'a'.repeat(3 * mebibyte)}}}`
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${item}\n- {apiVersion: v1, kind: Secret, metadata: {name: c}}\n`
    const { objects, findings } = read(`${configMap('a', large)}\n---\n${list}`)
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['c'])
    expect(findings.map(({ message }) => message)).toEqual([
      'ConfigMap/a has 3.0 MiB. The API server accepts objects up to 3 MiB, and etcd up to 1.5 MiB. The object is not read.',
      'ConfigMap/b has 3.0 MiB. The API server accepts objects up to 3 MiB, and etcd up to 1.5 MiB. The object is not read.',
    ])
  })

  it('leaves out a pod with more than 200 containers, with a finding', () => {
    const pod = (count: number): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `with-${count}` },
        spec: { initContainers: [{ name: 'a' }], containers: Array.from({ length: count - 1 }, () => ({ name: 'b' })) },
      })
    const { objects, findings } = read(`${pod(200)}\n${pod(201)}`)
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['with-200'])
    expect(findings.map(({ message }) => message)).toEqual([
      'Pod/with-201 has 201 containers. Pods with more than 200 containers are not read.',
    ])
  })

  it.each(['args', 'env'])('leaves out a container with more than 1000 items of %s, with a finding', (list) => {
    const pod = (count: number): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `with-${count}` },
        spec: { containers: [{ name: 'a', [list]: Array.from({ length: count }, () => 'x') }] },
      })
    const { objects, findings } = read(`${pod(1000)}\n${pod(1001)}`)
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['with-1000'])
    expect(findings.map(({ message }) => message)).toEqual([
      'Pod/with-1001 has a container with 1001 arguments or variables. More than 1000 are not read.',
    ])
  })

  it.each([
    ['documents that are no objects', '---\na: b\n'],
    ['documents with a syntax error', '---\n[\n'],
  ])('reports at most 1000 %s', (_, document) => {
    const { findings } = read(document.repeat(1500))
    expect(findings).toHaveLength(1001)
    expect(findings.at(-1)).toMatchObject({
      code: 'manifest-too-large',
      message: 'The file has more than 1000 problems. The rest of it is not read.',
    })
    expect(read(document.repeat(1000)).findings).toHaveLength(1000)
  })

  it('reads at most 200000 documents of a file', { timeout: 120_000 }, () =>
    expect(read('{}'.repeat(200_001)).findings.at(-1)?.message).toMatch(/more than (200000 documents|1000 problems)/),
  )

  it('finds the places of many values in time proportional to them', () => {
    const lines = repeated((index) => `    line ${index} "\\\\\n`, mebibyte)
    const values: Record<string, string> = {
      keys: configMap(
        'a',
        repeated((index) => `  k${index}: v\n`, mebibyte),
      ),
      block: configMap('a', `  k: |\n${lines}`),
      quoted: configMap('a', `  k: ${JSON.stringify(lines)}\n`),
    }
    for (const [kind, text] of Object.entries(values)) {
      const [object] = read(text).objects
      const time = processorTime(() => {
        for (let index = 0; index < 10_000; index++)
          if (kind === 'keys') object!.place(`/data/k${index}`)
          else object!.placeIn!('/data/k', index * 100)
      })
      expect(time, kind).toBeLessThan(2000)
    }
    const { place, placeIn } = read(values.keys!).objects[0]!
    expect(place('/data/k41')).toMatchObject({ line: 46, column: 8 })
    expect(placeIn!('/data/k41', 1)).toMatchObject({ line: 46, column: 9 })
    const inBlock = read(values.block!).objects[0]!
    expect([0, 9, 10, 5].map((offset) => inBlock.placeIn!('/data/k', offset))).toMatchObject([
      { line: 6, column: 5 },
      { line: 6, column: 14 },
      { line: 6, column: 15 },
      { line: 6, column: 10 },
    ])
  })

  it('finds duplicates in time proportional to the objects', () => {
    const text = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'.repeat(20_000)
    expect(processorTime(() => read(text))).toBeLessThan(4000)
  })
})
