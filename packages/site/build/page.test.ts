import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { pageOf } from './page.ts'

const page = pageOf({ title: '<b>&"', script: 'a("</script><!--")', overview: 'AAAA' })

it('escapes the title, and the ends of scripts in the code', () => {
  expect(page).toContain('<title>&lt;b&gt;&amp;&quot;</title>')
  expect(page).toContain('<script type="module">a("<\\/script><\\!--")</script>')
  expect(page.match(/<\/script>/g)).toHaveLength(2)
})

it('permits its own script and styles by their hashes, and nothing of another server', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
  const hash = (text: string | undefined): string =>
    `'sha256-${createHash('sha256')
      .update(text ?? '')
      .digest('base64')}'`
  const script = /<script type="module">(.*?)<\/script>/s.exec(page)?.[1]
  const styles = /<style>(.*?)<\/style>/s.exec(page)?.[1]
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(script)} 'strict-dynamic'`,
    `style-src ${hash(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ])
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})
