import { describe, expect, it } from 'vitest'
import {
  type CheckFormatOptions,
  type CheckReport,
  checkFormats,
  mergeFindings,
  type ReportedFinding,
  type Rule,
} from './index.ts'

const rule: Rule = {
  name: 'service-selects-pods',
  id: 'TH000',
  severity: 'error',
  why: 'Why.',
  remedy: 'Do.',
  source: 'https://example.com/docs more',
}
const patch: ReportedFinding = {
  code: 'service-selects-pods',
  severity: 'error',
  message: 'Service/a: its selector, a:b, is <wrong> & 100%.',
  remedy: 'Did you mean "b"?',
  place: { file: 'environments/a b/patches/x.yaml', line: 2, column: 10 },
  rendered: { file: 'manifests/a.yaml', line: 7, column: 3 },
  key: '/Service//a/spec',
}
const base: ReportedFinding = {
  code: 'manifest-empty',
  severity: 'warning',
  message: 'Empty\u0000.',
  place: { file: '/tmp/b.yaml' },
}
const findings = [base, patch]
const shared: ReportedFinding = {
  ...patch,
  further: [
    { object: 'Deployment/b', place: { file: 'patches/b.yaml', line: 4, column: 7 } },
    {
      object: 'Deployment/c',
      place: { file: 'patches/c.yaml', line: 9 },
      rendered: { file: 'manifests/c.yaml', line: 2 },
    },
  ],
}
const report = (fields: Partial<CheckReport> = {}): CheckReport => ({
  subjects: ['blue'],
  objects: 9,
  findings,
  excepted: 0,
  rules: [rule],
  ...fields,
})
const files: Readonly<Record<string, readonly string[]>> = {
  'environments/a b/patches/x.yaml': ['- a', '  value: "some value" # note'],
  'manifests/a.yaml': Array<string>(10).fill('  x: y'),
}
const line = (file: string, number: number) => files[file]?.[number - 1]

const text = (reported: readonly ReportedFinding[], options: Partial<CheckFormatOptions> = {}): string =>
  checkFormats.text(report({ findings: reported }), { color: false, line, ...options })

describe('format text', () => {
  it('puts the caret under the part of a value that is wrong', () =>
    expect(text([{ ...patch, marked: { ...patch.place!, column: 16 } }])).toContain(
      '2:10  error  service-selects-pods\n    Service/a: its selector, a:b, is <wrong> & 100%.\n    2 │   value: "some value" # note\n      │                ^^^^^^',
    ))

  it('groups by file and puts a caret under the value', () =>
    expect(text([patch, { ...base, message: 'Empty.' }])).toMatchInlineSnapshot(`
      "/tmp/b.yaml
        warning  manifest-empty
          Empty.

      environments/a b/patches/x.yaml
        2:10  error  service-selects-pods
          Service/a: its selector, a:b, is <wrong> & 100%.
          2 │   value: "some value" # note
            │          ^^^^^^^^^^^^
          rendered: manifests/a.yaml:7:3
          Did you mean "b"?

      blue: 9 objects, 1 error, 1 warning
      "
    `))

  it('prints a finding of two environments once', () => {
    const other = { ...patch, rendered: { file: 'manifests/b.yaml', line: 9 } }
    const printed = text(mergeFindings([patch, other]))
    expect(printed.match(/its selector/g)).toHaveLength(1)
    expect(printed).toContain('rendered: manifests/b.yaml:9')
    expect(printed).toContain('blue: 9 objects, 1 error\n')
  })

  it('lists the other places of a cause, and counts one finding', () => {
    const printed = text([shared])
    expect(printed).toContain('    also: patches/b.yaml:4:7  Deployment/b\n    also: patches/c.yaml:9  Deployment/c\n')
    expect(printed).toContain('1 error\n')
  })

  it('lists ten places of a cause, and the number of the others', () => {
    const further = Array.from({ length: 14 }, (_, line) => ({ place: { file: 'b.yaml', line } }))
    const printed = text([{ ...patch, further }])
    expect(printed.match(/also:/g)).toHaveLength(10)
    expect(printed).toContain('and 4 more places, which --format json lists')
  })

  it('has colors only if they are requested', () => {
    expect(text(findings, { color: true })).toContain('\u001b[31m')
    expect(text(findings)).not.toContain('\u001b[')
  })

  it('ends with a summary, also without findings', () => {
    expect(text([])).toBe('blue: 9 objects, no findings\n')
    const excepted = report({ subjects: ['blue', 'green'], findings: [], excepted: 2 })
    expect(checkFormats.text(excepted, { color: false, line })).toBe(
      'blue, green: 9 objects, no findings, 2 excepted with a reason\n',
    )
  })

  it('shows the part of a long line that the value is in', () => {
    const long = `${'x'.repeat(500)} value ${'y'.repeat(500)}`
    const printed = text([{ ...patch, place: { file: 'f', line: 1, column: 502 } }], { line: () => long })
    const [shown, caret] = printed.split('\n').filter((row) => row.includes('│'))
    expect(shown!.length).toBeLessThan(160)
    expect(shown!.slice(caret!.indexOf('^')).startsWith('value')).toBe(true)
  })
})

describe('format json', () => {
  it('counts and lists', () =>
    expect(JSON.parse(checkFormats.json(report({ excepted: 2 })))).toMatchObject({
      summary: { errors: 1, warnings: 1, excepted: 2 },
      findings: [
        { code: 'manifest-empty' },
        { code: 'service-selects-pods', place: { line: 2 }, rendered: { line: 7 } },
      ],
    }))
})

it.each<[keyof typeof checkFormats, string]>([
  ['json', '"object": "Deployment/b"'],
  ['junit', 'also: patches/b.yaml:4:7  Deployment/b'],
  ['github', '%0Aalso: patches/b.yaml:4:7  Deployment/b%0A'],
])('format %s has the other places of a cause', (format, expected) =>
  expect(checkFormats[format](report({ findings: [shared] }), { color: false, line })).toContain(expected),
)

describe('format github', () => {
  it('writes one annotation for each finding, with the characters escaped that would end it', () =>
    expect(checkFormats.github(report()).split('\n')).toEqual([
      '::warning file=/tmp/b.yaml,title=manifest-empty::Empty\u0000.',
      '::error file=environments/a b/patches/x.yaml,line=2,col=10,title=service-selects-pods::Service/a: its selector, a:b, is <wrong> & 100%25.%0ADid you mean "b"?',
      'blue: 9 objects, 1 error, 1 warning',
      '',
    ]))
})

describe('format code-quality', () => {
  it('has each finding at its line', () =>
    expect(JSON.parse(checkFormats['code-quality'](report()))).toMatchObject([
      { check_name: 'manifest-empty', severity: 'major' },
      {
        check_name: 'service-selects-pods',
        severity: 'critical',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        location: { path: 'environments/a b/patches/x.yaml', lines: { begin: 2 } },
      },
    ]))
})

describe('format junit', () => {
  const xml = checkFormats.junit(report({ rules: [rule, { ...rule, name: 'quiet' }] }))
  it('counts the findings, and passes a check without findings', () => {
    expect(xml).toContain('<testsuites name="thanos-gitops check" tests="3" failures="2" errors="0">')
    expect(xml).toContain('<testcase classname="quiet" name="quiet"/>')
  })
  it('is well-formed whatever the messages contain', () => {
    expect(xml).toContain('&lt;wrong&gt; &amp; 100%.')
    expect(xml).not.toMatch(/[\u0000-\u0008]/)
    // Every element that is opened is closed.
    const open: string[] = []
    for (const [, closing, name, rest] of xml.matchAll(/<(\/?)([a-z]+)([^>]*)>/g))
      if (closing) expect(open.pop()).toBe(name)
      else if (!rest!.endsWith('/')) open.push(name!)
    expect(open).toEqual([])
  })
})

describe('format sarif', () => {
  interface Region {
    startLine: number
    startColumn?: number
  }
  interface Location {
    physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region?: Region }
  }
  interface Log {
    version: string
    runs: {
      tool: {
        driver: { name: string; rules: { id: string; helpUri?: string; defaultConfiguration?: { level: string } }[] }
      }
      originalUriBaseIds: Record<string, unknown>
      results: {
        ruleId: string
        ruleIndex: number
        level: string
        message: { text: string }
        locations?: Location[]
        relatedLocations?: Location[]
        partialFingerprints: Record<string, string>
      }[]
    }[]
  }
  const log = (all: readonly ReportedFinding[]): Log => JSON.parse(checkFormats.sarif(report({ findings: all }))) as Log

  // The rules of the schema of SARIF 2.1.0 for these properties, and what GitHub requires in addition.
  it('follows the rules of the format', () => {
    const { version, runs } = log([...findings, shared])
    expect(version).toBe('2.1.0')
    expect(runs).toHaveLength(1)
    const [{ tool, results, originalUriBaseIds }] = runs as [Log['runs'][0]]
    const ids = tool.driver.rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { helpUri, defaultConfiguration } of tool.driver.rules) {
      if (helpUri !== undefined) expect(URL.canParse(helpUri)).toBe(true)
      if (defaultConfiguration !== undefined)
        expect(['none', 'note', 'warning', 'error']).toContain(defaultConfiguration.level)
    }
    for (const result of results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId)
      expect(['none', 'note', 'warning', 'error']).toContain(result.level)
      expect(result.message.text).not.toBe('')
      for (const { physicalLocation } of [...(result.locations ?? []), ...(result.relatedLocations ?? [])]) {
        const { uri, uriBaseId } = physicalLocation.artifactLocation
        expect(uri).not.toMatch(/[\s\\]/)
        expect(uriBaseId === undefined ? URL.canParse(uri) : Object.hasOwn(originalUriBaseIds, uriBaseId)).toBe(true)
        if (physicalLocation.region) expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1)
        if (physicalLocation.region?.startColumn !== undefined)
          expect(physicalLocation.region.startColumn).toBeGreaterThanOrEqual(1)
      }
      expect(Object.values(result.partialFingerprints)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)])
    }
  })

  it('has the rendered place and the other places of a cause as related locations', () => {
    const locations = log([shared]).runs[0]!.results[0]!.relatedLocations!
    expect(
      locations.map(
        ({ physicalLocation: { artifactLocation, region } }) => `${artifactLocation.uri}:${region?.startLine}`,
      ),
    ).toEqual(['manifests/a.yaml:7', 'patches/b.yaml:4', 'patches/c.yaml:9', 'manifests/c.yaml:2'])
  })

  it('gives a finding the same fingerprint on another line, and two findings of one field different ones', () => {
    const prints = (all: readonly ReportedFinding[]) =>
      log(all).runs[0]!.results.map(({ partialFingerprints }) => partialFingerprints['thanosGitops/v1'])
    const moved = { ...patch, place: { ...patch.place!, line: 90 } }
    expect(prints([patch])).toEqual(prints([moved]))
    expect(new Set(prints([patch, moved])).size).toBe(2)
  })
})
