// Parts that several views use.
import type { ComponentChildren, JSX, RefObject } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import type { Overview } from '../stored.ts'
import { replaceQuery } from './route.ts'

interface ScrolledProps {
  readonly label: string
  readonly children: ComponentChildren
  /** A reference to the element that scrolls. */
  readonly section?: RefObject<HTMLElement | null>
  /** Whether it is not higher than the window, because not all of its rows are in the page. */
  readonly isLong?: boolean
}

/** A table that is wider than the page scrolls, also with the keyboard. */
export const Scrolled = ({ label, children, section, isLong }: ScrolledProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard.
  <section ref={section ?? null} class={isLong ? 'scrolled long' : 'scrolled'} aria-label={label} tabIndex={0}>
    {children}
  </section>
)

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly value: string
}

/** A text that filters. It is a part of the address. */
export function Filter({ label, name, value }: FieldProps) {
  const id = useId()
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => replaceQuery({ [name]: currentTarget.value })}
      />
    </span>
  )
}

export function Choice({
  label,
  name,
  value,
  options,
}: FieldProps & { readonly options: readonly (readonly [value: string, title: string])[] }) {
  const id = useId()
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => replaceQuery({ [name]: currentTarget.value })}>
        {options.map(([option, title]) => (
          <option key={option} value={option} selected={option === value}>
            {title}
          </option>
        ))}
      </select>
    </span>
  )
}

export function Checkbox({ label, name, value }: FieldProps) {
  return (
    <label class="field check">
      <input
        type="checkbox"
        checked={value !== ''}
        onChange={({ currentTarget }) => replaceQuery({ [name]: currentTarget.checked ? 'yes' : '' })}
      />
      {label}
    </label>
  )
}

/** A file and a line: a link if the repository has a page for it. @param file from the root, with or without a revision before it */
export function SourceLink({
  overview: { lineUrl, revision },
  file,
  line,
}: {
  readonly overview: Overview
  readonly file: string
  readonly line: number | undefined
}): JSX.Element {
  const text = line ? `${file}:${line}` : file
  const [, pinned, path = file] = /^([^/:]+):((?:base|environments)\/.*)$/.exec(file) ?? []
  const at = pinned ?? revision
  if (lineUrl === undefined || at === undefined) return <code>{text}</code>
  const href = lineUrl
    .replace('{revision}', encodeURIComponent(at))
    .replace('{file}', path.split('/').map(encodeURIComponent).join('/'))
    .replace('{line}', String(line || 1))
  return (
    <a href={href} rel="noreferrer">
      <code>{text}</code>
    </a>
  )
}

/** What a promise becomes; its error is shown. */
export function useLoaded<Value>(read: () => Promise<Value>, keys: readonly unknown[]): Value | undefined {
  const [result, setResult] = useState<{ readonly value?: Value; readonly error?: Error; readonly keys: string }>()
  const key = JSON.stringify(keys)
  useEffect(() => {
    let isCurrent = true
    read().then(
      (value) => isCurrent && setResult({ value, keys: key }),
      (error: Error) => isCurrent && setResult({ error, keys: key }),
    )
    return () => {
      isCurrent = false
    }
  }, [key])
  if (result?.keys !== key) return undefined
  if (result.error !== undefined) throw result.error
  return result.value
}

export const Loading = () => <p class="loading">Loading</p>
