import { describe, expect, it } from 'vitest'
import { notesOf } from './release-notes.ts'

const changelog = `# Changelog

## 1.6.0 (unreleased)

- Later.

## 1.5.0 (2027-01-31)

### Added

- A check, described in [its page](../packages/checks/README.md#checks) and [elsewhere](https://example.com/a).

## 1.4.0 (2027-01-01)

- Earlier.
`

describe('the notes of a release', () => {
  it('are the section of its version, without relative links', () => {
    expect(notesOf('1.5.0', changelog)).toBe(
      '### Added\n\n- A check, described in its page and [elsewhere](https://example.com/a).',
    )
    expect(notesOf('1.4.0', changelog)).toBe('- Earlier.')
  })

  it.each([
    ['1.6.0', 'packages/CHANGELOG.md:3: The heading has no date: ## 1.6.0 (unreleased)'],
    ['1.7.0', 'packages/CHANGELOG.md has no section 1.7.0.'],
    ['1.5', 'packages/CHANGELOG.md has no section 1.5.'],
  ])('of %s are refused', (version, message) => {
    expect(() => notesOf(version, changelog)).toThrow(message)
  })
})
