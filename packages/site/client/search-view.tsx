// Search in names, images and fields. Names and images are in the page; fields are in the data files, which are read at the first search.
import type { Overview } from '../stored.ts'
import { Names } from './checks-view.tsx'
import { labelIn, shortImage } from './format.ts'
import { hasObject } from './objects-view.tsx'
import { hrefOf, type Route } from './route.ts'
import { type FieldMatch, fieldMatches } from './search-fields.ts'
import { Loading, useLoaded } from './ui.tsx'

const shown = 50

export function SearchView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const text = (route.query.q ?? '').trim()
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0)
    return (
      <>
        <h1>Search</h1>
        <p>Type a name, an image, or a part of a field such as replicas: 3 in the box at the top.</p>
      </>
    )
  const matches = (candidate: string): boolean => words.every((word) => candidate.toLowerCase().includes(word))
  const environments = overview.environments.filter(({ name, cluster, ring = '', namespace }) =>
    matches(`${name} ${cluster} ${ring} ${namespace}`),
  )
  const objects = overview.objects.flatMap((object, number) => (matches(labelIn(object)) ? [{ object, number }] : []))
  const images = [...new Set(overview.components.flatMap((component) => component.images))].filter(matches).sort()
  return (
    <>
      <h1>Search: {text}</h1>
      <Group title="Environments" count={environments.length}>
        {environments.slice(0, shown).map(({ name, cluster }) => (
          <li key={name}>
            <a href={hrefOf('environment', name)}>{name}</a> <span class="detail">{cluster}</span>
          </li>
        ))}
      </Group>
      <Group title="Objects" count={objects.length}>
        {objects.slice(0, shown).map(({ object, number }) => (
          <li key={number}>
            <a href={hrefOf('object', String(number))}>{labelIn(object)}</a>
          </li>
        ))}
      </Group>
      <Group title="Images" count={images.length}>
        {images.slice(0, shown).map((image) => (
          <li key={image}>
            <a href={hrefOf('matrix', '', { q: shortImage(image).replace(':', ' ') })}>{image}</a>
          </li>
        ))}
      </Group>
      <Fields overview={overview} text={text} />
    </>
  )
}

interface GroupProps {
  readonly title: string
  readonly count: number
  readonly children: preact.ComponentChildren
}

const Group = ({ title, count, children }: GroupProps) =>
  count === 0 ? null : (
    <>
      <h2>
        {title} ({count})
      </h2>
      <ul class="results">{children}</ul>
      {count > shown && <p class="detail">The first {shown} are shown.</p>}
    </>
  )

function Fields({ overview, text }: { readonly overview: Overview; readonly text: string }) {
  const matches = useLoaded(() => fieldMatches(overview, text, shown), [text])
  if (matches === undefined) return <Loading />
  return (
    <>
      <Group title="Lines of manifests" count={matches.count}>
        {matches.found.map((match) => (
          <Match key={`${match.number} ${match.version} ${match.line}`} overview={overview} match={match} />
        ))}
      </Group>
      {matches.count === 0 && <p role="status">No line of a manifest contains the words.</p>}
    </>
  )
}

function Match({ overview, match }: { readonly overview: Overview; readonly match: FieldMatch }) {
  const { number, text, versions, line } = match
  const having = overview.environments.filter(
    (environment) => hasObject(environment, number) && versions.has(environment.versions[number]!),
  )
  const first = having.find((environment) => environment.versions[number] === match.version) ?? having[0]
  return (
    <li>
      <a href={hrefOf('object', String(number), { in: first?.name ?? '', line: String(line) })}>
        {labelIn(overview.objects[number]!, first)}:{line}
      </a>{' '}
      <code class="match">{text.trim()}</code>{' '}
      <span class="detail">
        <Names names={having.map(({ name }) => name)} />
      </span>
    </li>
  )
}
