import type { Change, DeliveredChange, Reach } from '@thanos-gitops/manifest/change'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import { describe, expect, it } from 'vitest'
import { diffCodeQuality } from '../code-quality.ts'
import { diffGithub } from '../github.ts'
import { diffJson } from '../json.ts'
import { linksAt } from '../links.ts'
import { diffSarif } from '../sarif.ts'
import { diffText } from '../text.ts'
import { diffMarkdown } from './comment.ts'
import { code, text } from './escape.ts'

const object = (fields: Partial<DeliveredChange> = {}): DeliveredChange => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'x',
  name: 'web',
  status: 'changed',
  class: 'restart',
  why: 'Its pods restart.',
  wave: 0,
  outcome: { flux: 'changed' },
  changes: [
    {
      pointer: '/spec/a',
      path: '/spec/a',
      before: 1,
      after: 2,
      class: 'restart',
      why: 'Its pods restart.',
      cause: { after: { place: { file: 'patches/a.yaml', line: 3, column: 5 } } },
    },
  ],
  ...fields,
})

const causeAt = (file: string): NonNullable<Change['cause']> => ({
  after: { place: { file: 'm.yaml', line: 9 }, origins: [{ layer: 'patch', place: { file, line: 3 } }] },
})

describe('the comment', () => {
  it('begins with the marker that the next run searches for', () => {
    expect(diffMarkdown([namedDiff('blue', [])], 'main')).toBe(
      '<!-- thanos-gitops:diff -->\n\n**No rendered object changes against main.**\n',
    )
  })

  it('lists a change of several environments once, with the lines of each', () => {
    const there = (file: string): DeliveredChange =>
      object({
        changes: object().changes.map((change) => ({ ...change, cause: causeAt(file) })),
      })
    const comment = diffMarkdown(
      [namedDiff('blue', [there('p.yaml')]), namedDiff('green', [there('s.yaml')]), namedDiff('red', [])],
      'main',
    )
    expect(comment.match(/<summary>.*Deployment\/web/g)).toHaveLength(1)
    expect(comment).toContain('— blue, green</summary>')
    expect(comment).toContain('Set by `p.yaml:3` (patch).<br>Set by `s.yaml:3` (patch).')
  })

  it('lists different changes of the same object separately', () => {
    const comment = diffMarkdown(
      [namedDiff('a', [object()]), namedDiff('b', [object({ changes: [{ ...object().changes[0]!, after: 3 }] })])],
      'main',
    )
    expect(comment.match(/<summary>.*Deployment\/web/g)).toHaveLength(2)
  })

  it('begins with what happens, where and how bad', () => {
    const restart = (name: string): DeliveredChange =>
      object({
        kind: 'StatefulSet',
        name,
        rollout: { workload: name, replicas: 2, order: 'b', atOnce: 'one', available: 1 },
      })
    const refused = object({ kind: 'StatefulSet', name: 'store', class: 'refused' })
    const comment = diffMarkdown(
      [namedDiff('a', [restart('x')]), namedDiff('b', [refused, restart('x'), restart('y')])],
      'main',
    )
    expect(comment.split('\n').slice(2, 4)).toEqual([
      '> [!CAUTION]',
      '> **b: 1 change is refused (StatefulSet/store), 2 StatefulSets restart one pod at a time; a: 1 StatefulSet restarts one pod at a time.**',
    ])
  })

  it('has a line with a link to the manifest, one with the values, and the effect with a link to the source', () => {
    const change = { ...object().changes[0]!, cause: causeAt('environments/layers/eu/patches/a.yaml') }
    const linkTo = linksAt('https://git.example.com/team/repo/-/blob/abc')
    const comment = diffMarkdown([namedDiff('blue', [object({ changes: [change] })])], 'main', undefined, { linkTo })
    const page = 'https://git.example.com/team/repo/-/blob/abc'
    expect(comment).toContain(
      `- [\`/spec/a\`](${page}/m.yaml#L9)<br>\`1\` → \`2\`<br>**restart** Its pods restart.<br>Set by [\`environments/layers/eu/patches/a.yaml:3\`](${page}/environments/layers/eu/patches/a.yaml#L3) (layer eu).`,
    )
  })

  it('lists steps as tasks of each environment, whose marks stay the same until the commands change', () => {
    const withSteps = (command: string): DeliveredChange =>
      object({
        class: 'refused',
        remedy: {
          id: 'a',
          title: 'Do it',
          steps: [{ text: 'Run it.', commands: [command], tool: 'flux' }, { text: 'Merge.' }],
        },
      })
    const write = (environments: readonly string[], suffix = ''): string =>
      diffMarkdown(
        environments.map((name) => namedDiff(name, [withSteps(`kubectl --context ${name}${suffix}`)])),
        'main',
      )
    const marks = (comment: string): readonly string[] => comment.match(/<!-- step \w{12} -->/g) ?? []
    const first = write(['a', 'b'])
    expect(new Set(marks(first)).size).toBe(4)
    expect(first).toMatch(/- \[ \] \*\*Flux\*\* Run it\. <!-- step \w+ -->\n {2}```sh\n {2}kubectl --context a\n/)
    expect(marks(write(['a']))).toEqual(marks(first).slice(0, 2))
    const changed = marks(write(['a'], ' --all'))
    expect(changed[0]).not.toBe(marks(first)[0])
    expect(changed[1]).toBe(marks(first)[1])
    expect(write(['a', 'b', 'c', 'd', 'e'])).toContain('- [ ] **e** `npx thanos-gitops diff e` prints its commands.')
  })

  it('has one table, of the amounts, with the total first', () => {
    const amounts = { replicas: 0, cpuRequests: 0, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 0 }
    const total = { before: amounts, after: { ...amounts, replicas: 2, cpuRequests: 1 } }
    const capacity = { components: [{ component: 'store', ...total }], total }
    const comment = diffMarkdown(
      [namedDiff('a', [object()], { capacity }), namedDiff('b', [object()], { capacity })],
      'main',
    )
    expect(comment.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '| | replicas | CPU requests |',
      '| --- | ---: | ---: |',
      '| **total** | 0 → 4<br>**+4** | 0 → 2<br>**+2** |',
      '| a, b: store (each) | 0 → 2 | 0 → 1 |',
    ])
  })

  it('is smaller than the limit, and counts the objects that it omits', () => {
    const many = Array.from({ length: 400 }, (_, index) =>
      object({
        name: `web-${index}`,
        changes: Array.from({ length: 10 }, (_each, field) => ({
          ...object().changes[0]!,
          path: `/spec/field-${field}`,
          after: `ü${'x'.repeat(100)}`,
        })),
      }),
    )
    const comment = diffMarkdown([namedDiff('blue', [object({ name: 'worst', class: 'refused' }), ...many])], 'main')
    expect(Buffer.byteLength(comment)).toBeLessThan(65_536)
    expect(comment.indexOf('Deployment/worst')).toBeLessThan(comment.indexOf('Deployment/web-0'))
    expect(comment).toMatch(/\*\*Omitted, because the comment is too long:\*\* \d+ objects/)
  })

  it('is smaller than the limit even if one object is larger', () => {
    const huge = object({
      changes: Array.from({ length: 3000 }, (_, field) => ({ ...object().changes[0]!, path: `/spec/field-${field}` })),
    })
    expect(Buffer.byteLength(diffMarkdown([namedDiff('blue', [huge])], 'main'))).toBeLessThan(65_536)
  })

  it('escapes every value', () => {
    const evil =
      '`` | </details><img src=x onerror=alert(1)> @everyone ![x](http://evil)\n# title\n```\n/merge\n- [x] a <!-- step 1 -->\n<script>'
    const comment = diffMarkdown(
      [
        namedDiff('blue', [
          object({
            name: evil,
            why: evil,
            changes: [
              { ...object().changes[0]!, path: `/spec/${evil}`, before: evil, after: evil, why: evil, message: evil },
            ],
          }),
        ]),
      ],
      evil,
    )
    const outsideCode = comment
      .replaceAll(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '')
      .replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    expect(outsideCode).not.toMatch(/<(img|script)/)
    expect(outsideCode.replaceAll(/<summary>.*<\/summary>/g, '')).not.toMatch(/[^\\]\[x[^\\]?\]\(/)
    expect(outsideCode).not.toContain('@everyone')
    expect(outsideCode).not.toMatch(/^# title/m)
    expect(outsideCode.match(/<\/details>/g)).toHaveLength(outsideCode.match(/<details/g)!.length)
    expect(outsideCode).not.toMatch(/<!-- step (?!\w{12} -->)/)
    // A line of a quick action of GitLab.
    expect(comment).not.toMatch(/^\s*\/merge/m)
  })
})

it.each([
  ['a|b', '`a|b`'],
  ['a`b', '``a`b``'],
  ['`', '`` ` ``'],
  ['a\nb', '`a b`'],
  ['', '` `'],
])('formats %j as code %j', (value, expected) => expect(code(value)).toBe(expected))

it.each([
  ['*a* _b_', '\\*a\\* \\_b\\_'],
  ['<b>&', '&lt;b&gt;&amp;'],
  ['see #12 and @me', 'see #&#8203;12 and @&#8203;me'],
  ['https://example.com', 'https:&#8203;//example.com'],
  ['# x', '\\# x'],
  ['- x', '\\- x'],
  ['1. x', '1&#8203;. x'],
  ['a: b (c)', 'a: b (c)'],
  ['/merge', '\\/merge'],
  ['!12 and &34', '!&#8203;12 and &amp;&#8203;34'],
  ['~bug %v1 [issue:1]', '\\~&#8203;bug %&#8203;v1 \\[issue:&#8203;1\\]'],
])('escapes %j as %j', (value, expected) => expect(text(value)).toBe(expected))

describe('the reach', () => {
  const wide = ['wide-1', 'wide-2']
  const most = { place: { file: 'environments/layers/eu/patches/a.yaml', line: 12 }, environments: wide }
  const finding = { code: 'reach-over-maximum', message: 'Too many.', remedy: 'Fewer.', place: most.place }
  const reach: Reach = {
    environments: ['canary', ...wide],
    deliveryOnly: [],
    of: 4,
    rings: [
      { name: 'canary', environments: ['canary'] },
      { name: 'wide', environments: wide, most },
    ],
    most,
    findings: [{ ...finding, severity: 'error' }],
  }
  const line = 'Reaches 3 of 4 environments: 1 of ring canary, 2 of ring wide.'

  it('follows the headline of a comment, and what exceeds a limit is to be decided', () => {
    const comment = diffMarkdown([namedDiff('canary', [object()])], 'main', reach)
    expect(comment.split('\n').slice(2, 6)).toEqual([
      '> [!CAUTION]',
      '> **canary: 1 Deployment restarts.**',
      '',
      `${line} \`environments/layers/eu/patches/a.yaml:12\` reaches most (2). Compared with main.`,
    ])
    expect(comment).toContain('**Decide before you merge**\n\n- Too many. Fewer.')
  })

  it('is the first line in a terminal', () => {
    expect(diffText([], 'main', reach)).toMatch(
      /^Reaches 3 of 4 [^\n]* environments\/layers\/eu\/patches\/a.yaml:12 reaches most \(2\)\.\n\n {2}environments[^]*Too many\.[^]*\n\nAgainst main/,
    )
  })

  it('is part of the JSON, and its findings are in SARIF and annotations', () => {
    expect(JSON.parse(diffJson([], 'main', reach))).toMatchObject({ reach: { of: 4, most } })
    expect(diffSarif([], 'main', reach)).toContain('"ruleId": "reach-over-maximum"')
    expect(diffGithub([], 'main', { ...reach, findings: [{ ...finding, severity: 'warning' }] })).toBe(
      '::warning file=environments/layers/eu/patches/a.yaml,line=12,title=reach-over-maximum::Too many.%0AFewer.\n',
    )
  })

  it.each([
    [{ environments: [], rings: [] }, 'Reaches none of 4 environments.'],
    [{ rings: [] }, 'Reaches 3 of 4 environments. environments/layers/eu/patches/a.yaml:12 reaches most (2).'],
    [{ most: { pin: 'v1.5.0', environments: wide } }, `${line} source: v1.5.0 reaches most (2).`],
    [
      { deliveryOnly: wide, rings: [{ environments: ['canary', ...wide] }] },
      'Reaches 3 of 4 environments: 3 without a ring. environments/layers/eu/patches/a.yaml:12 reaches most (2). In 2 of them, only objects of Argo CD or Flux change.',
    ],
  ])('states %j', (fields, expected) =>
    expect(diffText([], 'main', { ...reach, findings: [], ...fields })).toContain(`${expected}\n`),
  )
})

describe('the formats of diff', () => {
  const diffs = [
    namedDiff(
      'blue',
      [
        object({
          class: 'refused',
          changes: [{ ...object().changes[0]!, class: 'refused', message: 'field is immutable' }],
        }),
      ],
      { findings: [{ code: 'environment-shrinks', severity: 'error', message: 'Less.' }] },
    ),
  ]

  it('include one JSON document', () => {
    expect(JSON.parse(diffJson(diffs))).toMatchObject({
      objects: [
        {
          environment: 'blue',
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'x',
          name: 'web',
          class: 'refused',
          changes: [{ pointer: '/spec/a', before: 1, after: 2, class: 'refused', why: 'Its pods restart.', cause: {} }],
        },
      ],
      capacity: { components: [], total: {} },
      images: [],
      findings: [{ code: 'environment-shrinks' }],
    })
  })

  it('include SARIF with a place and a level', () => {
    const { runs } = JSON.parse(diffSarif(diffs)) as { runs: { results: object[] }[] }
    expect(runs[0]!.results).toMatchObject([
      {
        ruleId: 'rollout-refused',
        level: 'error',
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'patches/a.yaml' }, region: { startLine: 3, startColumn: 5 } },
          },
        ],
      },
      { ruleId: 'environment-shrinks', level: 'error' },
    ])
  })

  it('include a code quality report of GitLab, with a place for each result', () => {
    const report = JSON.parse(diffCodeQuality(diffs)) as readonly { fingerprint: string }[]
    expect(report).toMatchObject([
      {
        check_name: 'rollout-refused',
        severity: 'critical',
        description: expect.stringContaining('/spec/a: 1 → 2. Its pods restart.'),
        location: { path: 'patches/a.yaml', lines: { begin: 3 } },
      },
      { check_name: 'environment-shrinks', location: { path: 'environments/delivery.yaml', lines: { begin: 1 } } },
    ])
    expect(new Set(report.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })

  it('include one annotation for a line that changes several environments, the worst first', () => {
    const several = [
      namedDiff('a', [object()]),
      namedDiff('b', [object({ changes: [{ ...object().changes[0]!, class: 'outage' }] }), object()]),
    ]
    expect(diffGithub(several).match(/title=.*?::[^:]*/g)).toEqual([
      'title=outage%3A Deployment/web::b',
      'title=restart%3A Deployment/web::a and b',
    ])
  })

  it('include annotations of GitHub', () => {
    expect(diffGithub(diffs)).toBe(
      '::error title=blue%3A environment-shrinks::Less.\n::error file=patches/a.yaml,line=3,col=5,title=refused%3A Deployment/web::blue: Deployment/web in x /spec/a: 1 → 2. Its pods restart. The API server answers: field is immutable\n',
    )
  })
})
