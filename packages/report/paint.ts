const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const

/** Adds a style of a terminal to a text. */
export type Paint = (style: keyof typeof codes, text: string) => string

export const plain: Paint = (_style, text) => text

/** Paints with the color sequences of terminals, or not at all. */
export const painter = (color: boolean): Paint =>
  color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : plain
