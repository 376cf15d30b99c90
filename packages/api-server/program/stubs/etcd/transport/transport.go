// Package transport stands in for etcd's TLS.
package transport

import (
	"crypto/tls"
	"errors"

	"go.uber.org/zap"
)

// TLSInfo has the fields that etcd's client and k8s.io/apiserver set.
type TLSInfo struct {
	CertFile, KeyFile, TrustedCAFile, ServerName string
	Logger                                       *zap.Logger
}

// ClientConfig returns an error: the program has no connections.
func (TLSInfo) ClientConfig() (*tls.Config, error) { return nil, errors.ErrUnsupported }
