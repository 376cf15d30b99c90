import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { applyEdit, sectionOf, stepsOf } from './readme-steps.ts'

const readme = `# Title
## First
In \`a.yaml\`, replace the line \`  b: 1\`:

\`\`\`yaml
# not a heading
  b: 2
\`\`\`
### Part
\`\`\`sh
npm ci   # a comment

npm test -- \\
  a b
\`\`\`
An example:

\`\`\`
output
\`\`\`
Append to
\`a.yaml\`:

\`\`\`yaml
c: 3
\`\`\`
## Second
Create \`folder/new.yaml\`. It has one line:

\`\`\`yaml
d: 4
\`\`\`
`

describe('the steps of a README', () => {
  it('are the commands and the edits of a section in their order', () => {
    expect(stepsOf(sectionOf(readme, 'First'))).toEqual([
      { kind: 'replace', file: 'a.yaml', line: '  b: 1', content: '# not a heading\n  b: 2\n' },
      { kind: 'run', command: 'npm ci' },
      { kind: 'run', command: 'npm test -- a b' },
      { kind: 'append', file: 'a.yaml', content: 'c: 3\n' },
    ])
    expect(stepsOf(sectionOf(readme, 'Part'))).toHaveLength(3)
    expect(stepsOf(sectionOf(readme, 'Second'))).toEqual([
      { kind: 'create', file: 'folder/new.yaml', content: 'd: 4\n' },
    ])
  })

  it('need a heading that exists', () => {
    expect(() => sectionOf(readme, 'Third')).toThrow('There is no heading Third.')
  })
})

describe('an edit', () => {
  const root = mkdtempSync(join(tmpdir(), 'readme-'))
  afterAll(() => rmSync(root, { recursive: true }))
  const read = (file: string): string => readFileSync(join(root, file), 'utf8')

  it('replaces a line, appends lines, creates a file', () => {
    writeFileSync(join(root, 'a.yaml'), 'a: 0\n  b: 1\n')
    for (const step of stepsOf(readme)) if (step.kind !== 'run') applyEdit(root, step)
    expect(read('a.yaml')).toBe('a: 0\n# not a heading\n  b: 2\nc: 3\n')
    expect(read('folder/new.yaml')).toBe('d: 4\n')
  })

  it('fails if the line is missing or the file exists', () => {
    expect(() => applyEdit(root, { kind: 'replace', file: 'a.yaml', line: 'x', content: '' })).toThrow('has no line x')
    expect(() => applyEdit(root, { kind: 'create', file: 'a.yaml', content: '' })).toThrow('EEXIST')
  })
})
