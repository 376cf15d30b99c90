import { useEffect, useState } from 'preact/hooks'

const themes = ['system', 'light', 'dark'] as const
type Theme = (typeof themes)[number]
const key = 'thanos-gitops-theme'

/** The system decides until a person chooses. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(storedTheme)
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    try {
      localStorage.setItem(key, theme)
    } catch {
      // A page that is opened from a disk may have no storage.
    }
  }, [theme])
  return (
    <select
      aria-label="Colors"
      class="theme"
      value={theme}
      onChange={({ currentTarget }) => setTheme(currentTarget.value as Theme)}
    >
      <option value="system">System colors</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  )
}

function storedTheme(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system'
  } catch {
    return 'system'
  }
}
