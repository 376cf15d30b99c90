// Package tls stands in for crypto/tls: the program opens no connection. The versions are those of the standard package.
package tls

const (
	VersionTLS10 = 0x0301
	VersionTLS11 = 0x0302
	VersionTLS12 = 0x0303
	VersionTLS13 = 0x0304
)

type Config struct{}
