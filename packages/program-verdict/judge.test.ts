import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import type { DocumentKind } from './programs.ts'
import {
  alertmanagerConfigs,
  prometheusConfigs,
  prometheusRules,
  serviceDiscoveries,
  thanosRules,
} from './testing/seeds.ts'

const config = { program: 'prometheus', kind: 'config' } as const satisfies DocumentKind
const objstore = { program: 'thanos', kind: 'objstore' } as const satisfies DocumentKind

describe('judge', () => {
  it.each([
    [config, prometheusConfigs],
    [{ program: 'prometheus', kind: 'rules' } as const, prometheusRules],
    [{ program: 'alertmanager', kind: 'config' } as const, alertmanagerConfigs],
    [{ program: 'thanos', kind: 'rules' } as const, thanosRules],
  ])('accepts valid documents: %j', (kind, documents) => {
    for (const document of documents) expect(judge(kind, JSON.stringify(document))).toEqual([])
  })

  it.each(Object.entries(serviceDiscoveries))('has the configuration of %s_sd_configs', (name, discovery) => {
    const judged = (value: unknown) =>
      judge(config, JSON.stringify({ scrape_configs: [{ job_name: 'a', [`${name}_sd_configs`]: [value] }] }))
    expect(judged(discovery)).toEqual([])
    expect(judged({ ...(discovery as object), unknown_field: 1 })).toEqual([
      expect.objectContaining({ path: ['scrape_configs', 0, `${name}_sd_configs`, 0, 'unknown_field'] }),
    ])
  })

  it.each(['S3', 'GCS', 'AZURE', 'SWIFT', 'COS', 'ALIYUNOSS', 'FILESYSTEM', 'BOS', 'OCI', 'OBS'])(
    'has the object storage %s',
    (type) => {
      const [first, ...others] = judge(objstore, JSON.stringify({ type, config: { unknown_field: 1 } }))
      expect([first, ...others].map((problem) => problem?.path)).toContainEqual(['config', 'unknown_field'])
      expect(first?.message).not.toMatch(/is not supported/)
    },
  )

  it('finds the part that causes a message without a line', () => {
    const route = { receiver: 'a', routes: [{ receiver: 'b' }, { receiver: 'c' }] }
    expect(
      judge(
        { program: 'alertmanager', kind: 'config' },
        JSON.stringify({ route, receivers: [{ name: 'a' }, { name: 'b' }] }),
      ),
    ).toEqual([{ message: 'undefined receiver "c" used in route', path: ['route', 'routes', 1, 'receiver'] }])
  })

  it('finds the rule of an error, and the field in it', () => {
    const rules = [
      { record: 'a', expr: 'up' },
      { alert: 'B', expr: 'up', annotations: { x: 'y', summary: '{{ $label }}' } },
    ]
    const [problem] = judge(
      { program: 'prometheus', kind: 'rules' },
      JSON.stringify({
        groups: [
          { name: 'g', rules: [] },
          { name: 'h', rules },
        ],
      }),
    )
    expect(problem?.path).toEqual(['groups', 1, 'rules', 1, 'annotations', 'summary'])
    expect(problem?.message).toMatch(/undefined variable "\$label"/)
  })

  it('names the fields that exist where one does not', () => {
    const [problem] = judge(config, 'scrape_configs: [{job_name: a, scrape_intervall: 1m}]')
    expect(problem?.known).toEqual(
      expect.arrayContaining(['scrape_interval', 'kubernetes_sd_configs', 'static_configs']),
    )
  })

  it('reports the fields that Thanos ignores', () => {
    expect(judge({ program: 'thanos', kind: 'endpoints' }, 'endpoints: [{adress: "a:1"}]')).toEqual([
      expect.objectContaining({ isIgnored: true, path: ['endpoints', 0, 'adress'] }),
    ])
  })
})
