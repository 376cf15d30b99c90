// Package http stands in for net/http: the program decodes configurations and makes no request.
package http

import "net/textproto"

type (
	Client   struct{}
	Request  struct{}
	Response struct{}
)

// Header is net/http's.
type Header map[string][]string

func (h Header) Get(name string) string { return textproto.MIMEHeader(h).Get(name) }

func (h Header) Set(name, value string) { textproto.MIMEHeader(h).Set(name, value) }

// CanonicalHeaderKey is net/http's.
func CanonicalHeaderKey(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
