import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { scrapeShardsAreComplete } from './scrape-shards-are-complete.ts'

const example = readFileSync(new URL('scrape-shards-are-complete.example.yaml', import.meta.url), 'utf8')
const complete = example.replace(/^.* # broken\n/m, '').replace(' # fixed', '')
const hash = '{source_labels: [__address__], modulus: 2, target_label: __tmp_shard, action: hashmod}'

/** Messages without lines. */
const found = (manifests: string): string[] =>
  problemsIn(scrapeShardsAreComplete, manifests).map((text) => text.replace(/^\d+: [\w/-]+: /, ''))

it('accepts shards that scrape each remainder once', () => expect(found(complete)).toEqual([]))

it('finds a remainder that two shards scrape, and one that none does', () => {
  expect(found(complete.replace('regex: 1,', 'regex: 0,'))).toEqual([
    'the targets of remainder 0 of the job node-exporter are also scraped by prometheus-0.',
    'no shard scrapes the targets of remainder 1 of the job node-exporter.',
  ])
})

it('finds a missing shard', () => {
  const first = complete.slice(0, complete.indexOf('---\napiVersion: v1', 10))
  expect(found(first)).toEqual(['no shard scrapes the targets of remainder 1 of the job node-exporter.'])
})

it('finds shards that divide by different numbers', () => {
  const last = complete.lastIndexOf(hash)
  const other = complete.slice(0, last) + hash.replace('2', '3') + complete.slice(last + hash.length)
  expect(found(other)).toEqual(['the job node-exporter divides its targets by 3, and in another shard by 2.'])
})

it('finds a job that several shards scrape as a whole, unless it is that of Prometheus', () => {
  const job = (name: string, relabelling = '') =>
    complete.replaceAll(
      '    scrape_configs:\n',
      `    scrape_configs:\n      - job_name: ${name}\n        kubernetes_sd_configs: [{role: pod}]\n${relabelling}`,
    )
  expect(found(job('team'))).toEqual(['each of 2 shards scrapes all targets of the job team.'])
  expect(found(job('team').replace(/ {6}- job_name: team\n.*\n/, ''))).toEqual([])
  const byContainer = 'relabel_configs: [{source_labels: [__meta_kubernetes_pod_container_name], target_label: job}]'
  expect(found(job('stack', `        ${byContainer}\n`))).toEqual([])
})
