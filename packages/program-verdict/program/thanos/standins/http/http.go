// Package http stands in for net/http: the program decodes configurations and makes no request.
package http

import (
	"context"
	"net"
	"net/textproto"
	"net/url"
	"time"

	"thanos-gitops/program-verdict/thanos/standins/tls"
)

type (
	Client         struct{ Transport RoundTripper }
	Handler        any
	HandlerFunc    func(ResponseWriter, *Request)
	Request        struct{}
	Response       struct{}
	ResponseWriter any
	RoundTripper   any
)

// Header is net/http's.
type Header map[string][]string

func (h Header) Get(name string) string { return textproto.MIMEHeader(h).Get(name) }

func (h Header) Set(name, value string) { textproto.MIMEHeader(h).Set(name, value) }

// CanonicalHeaderKey is net/http's.
func CanonicalHeaderKey(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }

// Transport has the fields that configurations set.
type Transport struct {
	DialContext           func(ctx context.Context, network, address string) (net.Conn, error)
	ExpectContinueTimeout time.Duration
	ForceAttemptHTTP2     bool
	IdleConnTimeout       time.Duration
	MaxConnsPerHost       int
	MaxIdleConns          int
	MaxIdleConnsPerHost   int
	Proxy                 func(*Request) (*url.URL, error)
	ResponseHeaderTimeout time.Duration
	TLSClientConfig       *tls.Config
	TLSHandshakeTimeout   time.Duration
}

func ProxyFromEnvironment(*Request) (*url.URL, error) { return nil, nil }

var (
	DefaultClient    = &Client{}
	DefaultTransport RoundTripper
)

// StatusBadRequest is net/http's.
const StatusBadRequest = 400
