import { describe, expect, it } from 'vitest'
import { anchorOf, commandsIn } from './inventory.ts'

const readme = `# Title
Run \`npx nx render\` and \`npm\`, not \`kubectl
apply\`.
## Try again: now
\`\`\`sh
# Argo CD, first
kubectl --context CONTEXT get application a   # a comment
# both
echo "# no comment"
\`\`\`
- \`\`\`yaml
  a: kubectl get pods
  \`\`\`
   \`\`\`bash
   # to Flux
   npm run x -- '#'
   \`\`\`
`

describe('commandsIn', () => {
  it('finds the commands of blocks and of inline code, with their section and tool', () => {
    expect(commandsIn('R.md', readme)).toEqual([
      { id: 'R.md#title/1', file: 'R.md', heading: 'Title', line: 2, command: 'npx nx render' },
      { id: 'R.md#title/2', file: 'R.md', heading: 'Title', line: 2, command: 'kubectl apply' },
      {
        id: 'R.md#try-again-now/1',
        file: 'R.md',
        heading: 'Try again: now',
        line: 7,
        command: 'kubectl --context CONTEXT get application a',
        tool: 'argo-cd',
      },
      { id: 'R.md#try-again-now/2', file: 'R.md', heading: 'Try again: now', line: 9, command: 'echo "# no comment"' },
      {
        id: 'R.md#try-again-now/3',
        file: 'R.md',
        heading: 'Try again: now',
        line: 16,
        command: "npm run x -- '#'",
        tool: 'flux',
      },
    ])
  })
})

it('writes addresses of sections as GitHub does', () => {
  expect(anchorOf('I want to change …')).toBe('i-want-to-change-')
})
