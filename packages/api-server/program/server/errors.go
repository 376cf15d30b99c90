package server

import (
	stderrors "errors"
	"fmt"
	"net/http"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// NoMatch is the error of a kind that the server does not serve.
func NoMatch(gvk schema.GroupVersionKind) error {
	return &meta.NoKindMatchError{GroupKind: gvk.GroupKind(), SearchedVersions: []string{gvk.Version}}
}

// Fault is a failure of this program, which is not an answer of the API server.
type Fault struct{ Cause error }

func (f Fault) Error() string { return f.Cause.Error() }
func (f Fault) Unwrap() error { return f.Cause }

// Status returns the error as the server sends it to a client.
func Status(err error) metav1.Status {
	var status errors.APIStatus
	if stderrors.As(err, &status) {
		return status.Status()
	}
	return metav1.Status{Status: metav1.StatusFailure, Code: http.StatusInternalServerError, Message: err.Error()}
}

// decodeError words an error of decoding as handlers.transformDecodeError of k8s.io/apiserver does, which is not exported.
func decodeError(kind *Kind, cause error, gvk *schema.GroupVersionKind, body []byte) error {
	if gvk != nil && len(gvk.Kind) > 0 {
		return errors.NewBadRequest(fmt.Sprintf("%s in version %q cannot be handled as a %s: %v", gvk.Kind, gvk.Version, kind.GVK.Kind, cause))
	}
	return errors.NewBadRequest(fmt.Sprintf("the object provided is unrecognized (must be of type %s): %v (%s)", kind.GVK.Kind, cause, summary(body, 30)))
}

func summary(body []byte, limit int) string {
	if len(body) > limit {
		return string(body[:limit]) + " ..."
	}
	return string(body)
}
