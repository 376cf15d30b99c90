import { describe, expect, it } from 'vitest'
import { manualSteps, requireDone } from './manual-steps.ts'

const changelog = `# Changelog

## 1.6.0 (unreleased)

### Manual steps

- Remove the old
  volume.

## 1.5.0 (2027-01-31)

### Manual steps

- Rename \`a\`.
- Rename \`b\`.

### Added

- A check.

## 1.4.0 (2027-01-01)

### Manual steps

- Earlier.
`
const before = changelog.slice(changelog.indexOf('## 1.4.0'))
const to = { name: 'v1.6.0', commit: '' }

const open = (done: readonly string[]): readonly string[] => {
  try {
    requireDone({ before, after: changelog }, to, done)
    return []
  } catch (error) {
    const { findings } = error as { findings: { message: string; remedy: string; place: { line: number } }[] }
    return findings.map(({ message, remedy, place }) => `${place.line} ${message} ${/--done \S+(?=\.)/.exec(remedy)}`)
  }
}

describe('the manual steps of a changelog', () => {
  it('have a version, a text and a line', () => {
    expect(manualSteps(changelog)).toEqual([
      { version: '1.6.0', text: 'Remove the old volume.', line: 7 },
      { version: '1.5.0', text: 'Rename `a`.', line: 14 },
      { version: '1.5.0', text: 'Rename `b`.', line: 15 },
      { version: '1.4.0', text: 'Earlier.', line: 25 },
    ])
  })

  it('are required if the version of the repository does not have them, the oldest version first', () => {
    expect(open([])).toEqual([
      '14 1.5.0 needs a manual step: Rename `a`. --done v1.5.0,v1.6.0',
      '15 1.5.0 needs a manual step: Rename `b`. --done v1.5.0,v1.6.0',
      '7 1.6.0 needs a manual step: Remove the old volume. --done v1.5.0,v1.6.0',
    ])
  })

  it('are not required for versions that are done', () => {
    expect(open(['v1.5.0'])).toEqual(['7 1.6.0 needs a manual step: Remove the old volume. --done v1.5.0,v1.6.0'])
    expect(open(['1.5.0', 'v1.6.0'])).toEqual([])
  })
})
