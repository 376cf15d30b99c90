import { expect, it } from 'vitest'
import { lineUrlOf } from './line-url.ts'

it.each([
  ['https://github.com/my-company/a.git', 'https://github.com/my-company/a/blob/{revision}/{file}#L{line}'],
  ['git@github.com:my-company/a.git', 'https://github.com/my-company/a/blob/{revision}/{file}#L{line}'],
  ['ssh://git@gitlab.example.com:2222/x/y/a.git', 'https://gitlab.example.com/x/y/a/-/blob/{revision}/{file}#L{line}'],
  ['https://token@codeberg.org/x/a', 'https://codeberg.org/x/a/src/commit/{revision}/{file}#L{line}'],
  ['https://bitbucket.org/x/a.git', 'https://bitbucket.org/x/a/src/{revision}/{file}#lines-{line}'],
  ['https://git.example.com/platform/a.git', undefined],
  ['https://github.com.example.com/x/a', undefined],
])('the lines of %s are at %s', (repository, url) => expect(lineUrlOf(repository)).toBe(url))
