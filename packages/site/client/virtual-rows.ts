// Which rows of a long table are in view: TanStack Virtual computes it from the place to which the table is scrolled.
import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

export interface VirtualRows {
  /** The rows in view and some around them. */
  readonly items: readonly VirtualItem[]
  /** The height of the rows before and after them, in pixels. */
  readonly before: number
  readonly after: number
  /** The reference of each row, which has its number as `data-index`: rows can have several lines of text. */
  readonly measure: (row: HTMLTableRowElement | null) => void
}

/** Of a row with one line of text, in pixels. */
const rowHeight = 29

/** Rows around those in view, so that the Tab key finds the next link, and that rows exist when they are scrolled into view. */
const rowsAround = 12

/** @param scrolled the element that scrolls */
export function useVirtualRows(keys: readonly string[], scrolled: RefObject<HTMLElement | null>): VirtualRows {
  const [, update] = useReducer((count: number) => count + 1, 0)
  const options = {
    count: keys.length,
    getItemKey: (index: number) => keys[index] ?? index,
    getScrollElement: () => scrolled.current,
    estimateSize: () => rowHeight,
    overscan: rowsAround,
    initialRect: { width: innerWidth, height: innerHeight },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement,
    onChange: () => update(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLTableRowElement>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [])
  useLayoutEffect(() => virtualizer._willUpdate())
  const items = virtualizer.getVirtualItems()
  return {
    items,
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: virtualizer.measureElement,
  }
}
