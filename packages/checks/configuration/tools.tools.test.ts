import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readQuery } from '../promql/query.ts'
import { onPath, toolError } from './tools.ts'

describe.skipIf(onPath('promtool') === undefined)('with promtool', () => {
  it.each([
    ['an unknown field', 'global:\n  scrape_intervall: 1m\n', 2],
    ['an invalid duration', 'global:\n  scrape_interval: soon\n', undefined],
  ])('reports the error of promtool for %s', (_, text, line) => {
    expect(toolError('promtool', text)?.message).toMatch(/scrape_intervall|duration/)
    if (line !== undefined) expect(toolError('promtool', text)?.line).toBe(line)
  })

  it('reports nothing for a document that promtool accepts, and reads no other files', () => {
    expect(
      toolError(
        'promtool',
        'rule_files: [/nowhere/*.yaml]\nscrape_configs:\n  - job_name: a\n    authorization: {credentials_file: /nowhere}\n',
      ),
    ).toBeUndefined()
  })

  it.each([
    'sum(rate(x[5m])',
    'rate(x)',
    'up{a=b}',
    'sum(x[5m])',
    'topk(up)',
    'topk(up, up)',
    '1 > 2',
    '1 > bool 2',
    'up and 1',
    'up + on(a) 1',
    'up + on(a) group_left down',
    '{job=~".*"}',
    '{job=~".+"}',
    'up{job=~"a("}',
    'up{job=~"(?!a)b"}',
    'up{job=~"(?i)a"}',
    'up{job=~"(?P<x>a)"}',
    'histogram_quantile(x)',
    'quantile(0.5, x)',
    'quantile(x)',
    'count_values(1, x)',
    'count_values("a", x)',
    'label_replace(x, "a", "b", "c")',
    'label_join(x, "a", ",")',
    'label_join(x, "a", ",", "b")',
    'round(x, 1, 2)',
    'round(x)',
    'hour()',
    'hour(x, y)',
    'time(1)',
    'vector(x)',
    'scalar(1)',
    '"text"',
    'x[5m]',
    'rate(x[5m])[1h:]',
    'rate(rate(x[5m]))',
    'rate(rate(x[5m])[1h:1m])',
    '-x[5m]',
    '-"a"',
    'x offset -5m',
    'rate(x offset 5m[5m])',
    'absent(x[5m])',
    'x unless on(a) group_left y',
    'x == bool y',
    'x + bool y',
    'x{a="1",}',
    '{}',
    'x{__name__="y"}',
    'foo_bar(x)',
    'sum by a (x)',
    'clamp(x, 1)',
    'sum(1)',
    '1h',
    'x[1.5h]',
    'x[0]',
    '((x)',
    'x)',
    'x{a!~".*"}',
    '{a!=""}',
    '{a!="b"}',
    'stddev(x, y)',
    'bottomk by(a) (2, x)',
    'predict_linear(x, 3600)',
  ])('accepts and rejects queries as promtool does: %s', (query) => {
    const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-'))
    const file = join(folder, 'rules.yaml')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'a', rules: [{ record: 'a', expr: query }] }] }))
    const { status } = spawnSync(onPath('promtool')!, ['check', 'rules', '--lint=none', file])
    rmSync(folder, { recursive: true })
    const { problems, type } = readQuery(query)
    // promtool accepts a record of a range or a string, although Prometheus cannot evaluate it.
    expect({ query, isRejected: problems.length > 0 }, type).toEqual({ query, isRejected: status !== 0 })
  })
})

describe.skipIf(onPath('amtool') === undefined)('with amtool', () => {
  it('reports the error of amtool', () => {
    expect(toolError('amtool', 'route: {receiver: a}\nreceivers: [{name: b}]\n')?.message).toContain(
      'undefined receiver',
    )
    expect(toolError('amtool', 'route: {receiver: a}\nreceivers: [{name: a}]\n')).toBeUndefined()
  })
})
