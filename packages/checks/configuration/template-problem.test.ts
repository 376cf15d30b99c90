import { expect, it } from 'vitest'
import { templateProblem } from './template-problem.ts'

it.each([
  ['plain text with } and {', 'a } b { c'],
  ['an action', '{{ $labels.pod }} is {{ $value | humanize }}'],
  ['a string with braces', '{{ printf "}}" }}'],
  ['a raw string, a character and a comment', '{{ `a"` }}{{ \'a\' }}{{/* } " */}}'],
  [
    'blocks',
    '{{ if gt $value 1.0 }}a{{ else if true }}b{{ else }}c{{ end }}{{- with $x := .Labels }}{{ $x }}{{ end -}}',
  ],
  ['two variables of a range', '{{ range $i, $s := query "up" }}{{ $i }}{{ $s.Value }}{{ end }}'],
  ['the root', '{{ range query "up" }}{{ $.Labels }}{{ end }}'],
])('accepts %s', (_, template) => expect(templateProblem(template)).toBeUndefined())

it.each([
  ['an action without an end', 'a {{ $labels.x', 2, '{{ has no }}.'],
  ['a string without an end', '{{ printf "a }}', 10, 'a string has no closing quote.'],
  ['an end without a block', '{{ end }}', 0, '{{end}} has no block.'],
  ['a block without an end', 'a{{ if true }}b', 1, '{{if}} has no {{end}}.'],
  ['an undefined variable', '{{ $lables.pod }}', 3, 'the variable $lables is not defined.'],
])('finds %s', (_, template, offset, message) => expect(templateProblem(template)).toEqual({ offset, message }))
