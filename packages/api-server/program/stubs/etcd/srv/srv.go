// Package srv is empty: only tests of other modules import it, and go mod tidy looks for it.
package srv
